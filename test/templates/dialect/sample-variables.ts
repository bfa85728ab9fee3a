// Variables of all kinds, for templates that are compared with Django's output.

import type { JsonObject } from "#core/json.ts";

/** One variable of each kind; `missing` is not one of them. */
export const VARIABLES: JsonObject = {
  l: [1, 2, 3],
  d: { a: 1, b: 2 },
  s: "abc",
  n: null,
  z: 0,
  one: 1,
  e: [],
  ed: {},
  es: "",
  t: true,
  f: false,
  pairs: [
    ["a", 1],
    ["b", 2],
  ],
  items: [
    { n: "x", q: 2, sub: { k: "p" } },
    { n: "x", q: 5, sub: { k: "p" } },
    { n: "y", q: 1, sub: { k: "r" } },
  ],
  num: "150",
  big: 150.5,
  ls: ["a", "abc"],
  neg: -3,
  nest: [
    [1, 2],
    [3, 4],
  ],
};

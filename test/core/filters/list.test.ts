import { ExactNumber } from "#core/exact-number.ts";
import { describeFilter } from "./filter-table.ts";

const type = "list";
const notLists = ["hat", "", 3, true, {}, { 0: "hat", length: 1 }];

describeFilter({
  filter: { type, operator: "contains", value: "hat" },
  negated: { type, operator: "not-contains", value: "hat" },
  matches: [["hat"], ["scarf", "hat"]],
  rejects: [[], ["Hat"], ["hats"], [["hat"]], [{ name: "hat" }], [null]],
  unreadable: notLists,
});

describeFilter({
  filter: { type, operator: "contains", value: 5 },
  negated: { type, operator: "not-contains", value: 5 },
  matches: [[5], ["5"], [5.0, 6]],
  rejects: [[50], ["5.0"], [true]],
  unreadable: [5, "5"],
});

describeFilter({
  filter: { type, operator: "contains", value: "12345678901234567890" },
  negated: { type, operator: "not-contains", value: "12345678901234567890" },
  matches: [[1, new ExactNumber("12345678901234567890")]],
  rejects: [[new ExactNumber("12345678901234567891")]],
  unreadable: [new ExactNumber("12345678901234567890")],
});

describeFilter({
  filter: { type, operator: "contains-substring", value: "jack" },
  negated: { type, operator: "not-contains-substring", value: "jack" },
  matches: [["jack"], ["hat", "rain jacket"], [null, "jackets"]],
  rejects: [[], ["Jacket"], ["ja", "ck"], [["jack"]], [{ name: "jack" }]],
  unreadable: notLists,
});

describeFilter({
  filter: { type, operator: "contains-any", value: ["hat", "7"] },
  negated: { type, operator: "not-contains-any", value: ["hat", "7"] },
  matches: [["hat"], [7], ["scarf", "hat"]],
  rejects: [[], ["scarf"], ["hats"], [["hat"]], [null]],
  unreadable: notLists,
});

describeFilter({
  filter: { type, operator: "contains-all", value: ["hat", "7"] },
  negated: { type, operator: "not-contains-all", value: ["hat", "7"] },
  matches: [
    ["hat", "7"],
    [7, "scarf", "hat"],
  ],
  rejects: [[], ["hat"], [7], ["hat", "hat"], [["hat", 7]]],
  unreadable: notLists,
});

describeFilter({
  filter: { type, operator: "length-equals", value: 2 },
  matches: [
    [1, 2],
    [null, null],
  ],
  rejects: [[], [1], [1, 2, 3]],
  unreadable: ["ab", ...notLists],
});

describeFilter({
  filter: { type, operator: "length-equals", value: 0 },
  matches: [[]],
  rejects: [[1]],
  unreadable: notLists,
});

describeFilter({
  filter: { type, operator: "length-greater-than", value: 1 },
  negated: { type, operator: "length-less-than-or-equal", value: 1 },
  matches: [
    [1, 2],
    [1, 2, 3],
  ],
  rejects: [[], [1]],
  unreadable: notLists,
});

describeFilter({
  filter: { type, operator: "length-less-than", value: 2 },
  negated: { type, operator: "length-greater-than-or-equal", value: 2 },
  matches: [[], [1]],
  rejects: [
    [1, 2],
    [1, 2, 3],
  ],
  unreadable: notLists,
});

// Cases of list filters, and of filters that choose between values.

import type { FilterCases } from "../filter-case.ts";

const PEOPLE = '[{"name":"zed","age":19},{"name":"amy","age":22},{"name":"joe","age":31}]';
const BOOKS =
  '[{"title":"1984","author":{"name":"George","age":45}},{"title":"Timequake","author":{"name":"Kurt","age":75}},' +
  '{"title":"Alice","author":{"name":"Lewis","age":33}}]';
const PRODUCTS =
  '[{"title":"Vacuum","type":"electronics","available":true,"price":10},{"title":"Spatula","type":"kitchen",' +
  '"available":false,"price":2},{"title":"Garlic press","type":"kitchen","available":true}]';

export const LIST_CASES: FilterCases = {
  lookup: [
    ['{"Loyalty Points":151}|lookup:"Loyalty Points"', 151, "klaviyo"],
    ['{"Coupon Codes":["SPRING"]}|lookup:"Coupon Codes"|lookup:"0"', "SPRING", "klaviyo"],
    ['[1, 2]|lookup:"-1"', undefined, "ours"],
    ['{"a":1}|lookup:"constructor"', undefined, "ours"],
    ['{"a":1}|lookup:"size"', undefined, "ours"],
    ['[1, 2]|lookup:"size"', undefined, "ours"],
    ['"text"|lookup:"length"', undefined, "ours"],
    ['absent|lookup:"a"', undefined, "klaviyo"],
  ],
  default: [
    ['""|default:"nothing"', "nothing", "django example"],
    ['"Shah"|default:"friend"', "Shah", "klaviyo"],
    ["absent|default:'friend'", "friend", "klaviyo"],
    ["0|default:'none'", "none", "django"],
    ["[]|default:'none'", "none", "django"],
    ["false|default:'none'", "none", "django"],
    ["false|default:'none', allow_false: true", false, "liquid"],
    ["[0]|default:'none'", [0], "django"],
  ],
  default_if_none: [
    ['null|default_if_none:"nothing"', "nothing", "django example"],
    ['""|default_if_none:"nothing"', "", "django"],
    ["0|default_if_none:1", 0, "django"],
    ["absent|default_if_none:1", 1, "ours"],
  ],
  yesno: [
    ["true|yesno", "yes", "django example"],
    ['true|yesno:"yeah,no,maybe"', "yeah", "django example"],
    ['false|yesno:"yeah,no,maybe"', "no", "django example"],
    ['null|yesno:"yeah,no,maybe"', "maybe", "django example"],
    ['null|yesno:"yeah,no"', "no", "django example"],
    ['absent|yesno:"yeah,no,maybe"', "maybe", "ours"],
    ["[]|yesno", "no", "django"],
    ['true|yesno:"yeah"', true, "django"],
    ['null|yesno:"a,b,c,d"', "b", "django"],
  ],
  first: [
    ["['a', 'b', 'c']|first".replaceAll("'", '"'), "a", "django example"],
    ['"😀b"|first', "😀", "django"],
    ["[]|first", undefined, "ours"],
    ['{"a":1}|first', undefined, "ours"],
  ],
  last: [
    ['["a", "b", "c", "d"]|last', "d", "django example"],
    ['"b😀"|last', "😀", "django"],
    ['""|last', undefined, "ours"],
  ],
  length: [
    ['["a", "b", "c", "d"]|length', 4, "django example"],
    ['"abcd"|length', 4, "django example"],
    ["absent|length", 0, "django example"],
    ['"👍👍"|length', 2, "django"],
    ['{"a":1,"length":7}|length', 2, "django"],
    ["12345|length", 0, "django"],
  ],
  count: [['"hello"|count', 5, "klaviyo example"]],
  size: [
    ['"Ground control to Major Tom."|size', 28, "liquid example"],
    ['["apples","oranges","peaches","plums"]|size', 4, "liquid example"],
    ['{"a":1,"b":2}|size', 2, "klaviyo"],
  ],
  length_is: [
    ['["a", "b", "c", "d"]|length_is:"4"', true, "django"],
    ['"abc"|length_is:4', false, "django"],
  ],
  join: [
    ['["a", "b", "c"]|join:" // "', "a // b // c", "django example"],
    ['["John","Paul"]|join:" and "', "John and Paul", "liquid example"],
    ['[1, null, [2], {"a":1}]|join:","', '1,,[2],{"a":1}', "ours"],
    ['["a","b"]|join', "a b", "liquid"],
    ['"abc"|join:"-"', "a-b-c", "django"],
    ['{"a":1,"b":2}|join:","', "a,b", "django"],
    ['7|join:","', 7, "django"],
    ['absent|join:","', "", "django"],
  ],
  list_to_string: [
    ['["apple","banana","orange"]|list_to_string', "apple, banana and orange", "klaviyo example"],
    ['["apple","banana"]|list_to_string', "apple and banana", "klaviyo"],
    ['["apple"]|list_to_string', "apple", "klaviyo"],
    ["[]|list_to_string", "", "klaviyo"],
  ],
  array_to_sentence_string: [
    ['["foo","bar","baz"]|array_to_sentence_string', "foo, bar, and baz", "liquid example"],
    ['["foo","bar","baz"]|array_to_sentence_string:"or"', "foo, bar, or baz", "liquid example"],
  ],
  concat: [
    ["[1,2,3]|concat:[4,5,6]", [1, 2, 3, 4, 5, 6], "klaviyo example"],
    ['"hello"|concat:" world"', "hello world", "klaviyo example"],
    ["absent|concat:[1]", [1], "liquid"],
    ["[1]|concat:2", [1, 2], "liquid"],
  ],
  compact: [["[1,null,2]|compact", [1, 2], "klaviyo"]],
  reverse: [
    ['["apples","oranges","peaches","plums"]|reverse', ["plums", "peaches", "oranges", "apples"], "liquid example"],
  ],
  push: [['["a"]|push:"b"', ["a", "b"], "liquid"]],
  pop: [['["a","b"]|pop', ["a"], "liquid"]],
  unshift: [['["b"]|unshift:"a"', ["a", "b"], "liquid"]],
  shift: [['["a","b"]|shift', ["b"], "liquid"]],
  slice: [
    ['["a", "b", "c"]|slice:":2"', ["a", "b"], "django example"],
    ['[1,2,3,4]|slice:":3"', [1, 2, 3], "klaviyo"],
    ['[1,2,3,4]|slice:"1:"', [2, 3, 4], "django"],
    ['[1,2,3,4]|slice:"-2:"', [3, 4], "django"],
    ['[1,2,3,4]|slice:"::2"', [1, 3], "django"],
    ['[1,2,3,4]|slice:"::-1"', [4, 3, 2, 1], "django"],
    ['[1,2,3,4]|slice:"2"', [1, 2], "django"],
    ['[1,2,3,4]|slice:"-9:9"', [1, 2, 3, 4], "django"],
    ['"a😀c"|slice:":2"', "a😀", "django"],
    ['"abc"|slice:"first"', "abc", "django"],
    ['"abc"|slice:"::0"', "abc", "django"],
    ['7|slice:":1"', 7, "django"],
    ['absent|slice:":1"', "", "django"],
    ['"Liquid"|slice: 0', "L", "liquid example"],
    ['"Liquid"|slice: 2', "q", "liquid example"],
    ['"Liquid"|slice: 2, 5', "quid", "liquid example"],
    ['"Liquid"|slice: -3, 2', "ui", "liquid example"],
    ['["John","Paul","George","Ringo"]|slice: 1, 2', ["Paul", "George"], "liquid example"],
    ['["John","Paul","George","Ringo"]|slice: -2, 2', ["George", "Ringo"], "liquid example"],
    ['"Liquid"|slice: -9, 2', "", "liquid"],
    ['[1,2,3]|slice:" :2 "', [1, 2], "django"],
  ],
  dictsort: [
    [
      `${PEOPLE}|dictsort:"name"`,
      [
        { name: "amy", age: 22 },
        { name: "joe", age: 31 },
        { name: "zed", age: 19 },
      ],
      "django example",
    ],
    [`${BOOKS}|dictsort:"author.age"|map:"title"`, ["Alice", "1984", "Timequake"], "django example"],
    [
      '[["a","42"],["c","string"],["b","foo"]]|dictsort:0',
      [
        ["a", "42"],
        ["b", "foo"],
        ["c", "string"],
      ],
      "django example",
    ],
    ['[["a","42"],["c","string"],["b","foo"]]|dictsort:"0"', "", "django example"],
    [`${PEOPLE}|dictsort:"height"`, "", "django"],
    ['[{"a":1},{"a":"x"}]|dictsort:"a"', "", "django"],
    ['"text"|dictsort:"a"', "", "ours"],
    ['absent|dictsort:"a"', [], "django"],
    ['[{"a":1,"b":1},{"a":0,"b":2},{"a":1,"b":3}]|dictsort:"a"|map:"b"', [2, 1, 3], "django"],
  ],
  dictsortreversed: [
    [`${PEOPLE}|dictsortreversed:"age"|map:"age"`, [31, 22, 19], "django"],
    ['[{"a":1,"b":1},{"a":0,"b":2},{"a":1,"b":3}]|dictsortreversed:"a"|map:"b"', [1, 3, 2], "django"],
  ],
  sort: [
    [
      '["zebra","octopus","giraffe","Sally Snake"]|sort',
      ["Sally Snake", "giraffe", "octopus", "zebra"],
      "liquid example",
    ],
    ["[10, 9, null, 1.5]|sort", [1.5, 9, 10, null], "liquid"],
    [`${PEOPLE}|sort:"age"|map:"name"`, ["zed", "amy", "joe"], "klaviyo"],
    [`${PRODUCTS}|sort:"price"|map:"price"`, [2, 10, undefined], "liquid"],
    ['["b", 1, [2], {"a":1}, true]|sort', [1, true, "b", [2], { a: 1 }], "ours"],
  ],
  sort_natural: [
    [
      '["zebra","octopus","giraffe","Sally Snake"]|sort_natural',
      ["giraffe", "octopus", "Sally Snake", "zebra"],
      "liquid example",
    ],
  ],
  map: [
    [`${PRODUCTS}|map:"type"`, ["electronics", "kitchen", "kitchen"], "liquid"],
    [`${PEOPLE}|map:"name"`, ["zed", "amy", "joe"], "klaviyo"],
    ['[{"a.b":1,"a":{"b":2}},{"a":{"b":3}}]|map:"a.b"', [1, 3], "ours"],
    ['["text"]|map:"constructor"', [undefined], "ours"],
    ['absent|map:"a"', [], "liquid"],
  ],
  where: [
    [`${PRODUCTS}|where:"type", "kitchen"|map:"title"`, ["Spatula", "Garlic press"], "liquid example"],
    [`${PRODUCTS}|where:"available"|map:"title"`, ["Vacuum", "Garlic press"], "liquid example"],
    [`${PRODUCTS}|where:"available", false|map:"title"`, ["Spatula"], "liquid"],
    ['[{"a":1},{"a":true}]|where:"a", true', [{ a: true }], "ours"],
    ['[{"a":0},{"a":""}]|where:"a"', [{ a: 0 }, { a: "" }], "liquid"],
  ],
  reject: [[`${PRODUCTS}|reject:"type", "kitchen"|map:"title"`, ["Vacuum"], "liquid example"]],
  find: [
    [`${PRODUCTS}|find:"type", "kitchen"|lookup:"title"`, "Spatula", "liquid"],
    [`${PRODUCTS}|find:"type", "toys"`, undefined, "liquid"],
  ],
  find_index: [
    [`${PRODUCTS}|find_index:"type", "kitchen"`, 1, "liquid"],
    [`${PRODUCTS}|find_index:"type", "toys"`, undefined, "liquid"],
  ],
  has: [
    [`${PRODUCTS}|has:"type", "kitchen"`, true, "liquid"],
    [`${PRODUCTS}|has:"type", "toys"`, false, "liquid"],
  ],
  group_by: [
    [
      '[{"g":1,"n":"a"},{"g":"1","n":"b"},{"g":1,"n":"c"}]|group_by:"g"',
      [
        {
          name: 1,
          items: [
            { g: 1, n: "a" },
            { g: 1, n: "c" },
          ],
        },
        { name: "1", items: [{ g: "1", n: "b" }] },
      ],
      "liquid",
    ],
  ],
  uniq: [
    ['["ants","bugs","bees","bugs","ants"]|uniq', ["ants", "bugs", "bees"], "liquid example"],
    ['[1, "1", {"a":1}, {"a":1}, true]|uniq', [1, "1", { a: 1 }, true], "ours"],
    [`${PRODUCTS}|uniq:"type"|map:"title"`, ["Vacuum", "Spatula"], "klaviyo"],
  ],
  sum: [
    ["[1,2,3]|sum", 6, "liquid"],
    [`${PRODUCTS}|sum:"price"`, 12, "liquid"],
    ['["1.1", 2.2, "x", null]|sum', 3.3, "ours"],
  ],
  sum_list: [
    ["[1,2,3]|sum_list", 6, "klaviyo example"],
    ["[]|sum_list", 0, "klaviyo"],
  ],
  list_where: [
    ['[{"name":"a"},{"name":"b"}]|list_where:"name=a"', [{ name: "a" }], "klaviyo"],
    ['[{"on":true},{"on":false}]|list_where:"on=True"', [{ on: true }], "ours"],
    ['[{"n":{"m":2}}]|list_where:"n.m = 2.0"', [{ n: { m: 2 } }], "ours"],
    ['[{"n":1}]|list_where:"x=1"', [], "klaviyo"],
    ['absent|list_where:"x=1"', [], "ours"],
    ['[{"a":"x"},{"a":"y"}]|list_where:"a = x"', [{ a: "x" }], "ours"],
  ],
  dictfilter: [
    ['[{"a":1},{"a":3},{"a":2}]|dictfilter:"a>2"', [{ a: 3 }], "klaviyo"],
    ['[{"a":1},{"a":"3"},{"a":2}]|dictfilter:"a=>2"', [{ a: "3" }, { a: 2 }], "klaviyo"],
    ['[{"a":1},{"a":3}]|dictfilter:"a<=1"', [{ a: 1 }], "klaviyo"],
    ['[{"a":1},{"a":3}]|dictfilter:"a<3"', [{ a: 1 }], "klaviyo"],
    ['[{"a":"x"},{"a":"y"},{}]|dictfilter:"a==x"', [{ a: "x" }], "klaviyo"],
    ['[{"a":"x"},{"a":"y"},{}]|dictfilter:"a!=x"', [{ a: "y" }, {}], "klaviyo"],
    ['[{"a":"b"},{"a":"a"}]|dictfilter:"a>=b"', [{ a: "b" }], "ours"],
  ],
};

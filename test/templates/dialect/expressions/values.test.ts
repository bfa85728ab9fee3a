import { describe, expect, test } from "vitest";
import { exactNumber } from "#core/exact-number.ts";
import { MAX_VALUE_DEPTH } from "#templates/dialect/dialect.ts";
import { evaluate, render } from "../render.ts";

describe("literals", () => {
  test.each<[string, unknown]>([
    ["'a'", "a"],
    ['"a"', "a"],
    [`'a"b'`, 'a"b'],
    [`'a\\'b'`, "a'b"],
    [`"a\\"b"`, 'a"b'],
    [`'a\\\\b'`, "a\\b"],
    ["'a\\nb'", "a\\nb"],
    ["'a\nb'", "a\nb"],
    ["''", ""],
    ["1", 1],
    ["-1", -1],
    ["1.50", 1.5],
    ["007", 7],
    ["2e3", 2000],
    ["1E-2", 0.01],
    ["True", true],
    ["true", true],
    ["False", false],
    ["false", false],
    ["None", undefined],
    ["nil", undefined],
    ["null", undefined],
    ["empty", ""],
    ["blank", ""],
  ])("%s is %j", (literal, value) => {
    expect(evaluate(literal)).toEqual(value);
  });

  test("a whole number beyond a double keeps its digits", () => {
    expect(render("{{ 12345678901234567890 }} {{ -0012345678901234567891 }}")).toBe(
      "12345678901234567890 -12345678901234567891",
    );
  });
});

describe("variables", () => {
  const variables = {
    a: { "b c": 1, $d: 2, "e-f": 3, 0: 4, size: 5, first: 6, é: 7, true: 8, in: 9, "": 10 },
    list: ["x", ["y", "z"]],
    text: "a😀b",
    key: "b c",
    index: 1,
    $x: 11,
    _y: 12,
    größe: 13,
    "a-b": 14,
  };

  test.each<[string, unknown]>([
    ["a['b c']", 1],
    ['a["b c"]', 1],
    ["a[key]", 1],
    ["a.$d", 2],
    ["a.e-f", 3],
    ["a.0", 4],
    ["a[0]", 4],
    ["a.size", 5],
    ["a.first", 6],
    ["a.last", undefined],
    ["a.é", 7],
    ["a.true", 8],
    ["a.in", 9],
    ["a['']", 10],
    ["$x", 11],
    ["_y", 12],
    ["größe", 13],
    ["a-b", 14],
    ["list.0", "x"],
    ["list[0]", "x"],
    ["list[-1][0]", "y"],
    ["list.1.1", "z"],
    ["list[index][index]", "z"],
    ["list.first", "x"],
    ["list.last.last", "z"],
    ["list.size", 2],
    ["list.length", undefined],
    ["list.2", undefined],
    ["list['x']", undefined],
    ["list[list]", undefined],
    ["text.size", 3],
    ["text.1", "😀"],
    ["text[2]", "b"],
    ["text.9", undefined],
    ["text[-1]", undefined],
    ["text.length", undefined],
    ["a.none.deeper.still", undefined],
    ["none", undefined],
    ["index.size", undefined],
  ])("%s is %j", (path, value) => {
    expect(evaluate(path, variables)).toEqual(value);
  });
});

describe("ranges", () => {
  test.each<[string, unknown]>([
    ["(1..3)", [1, 2, 3]],
    ["(one..l.2)", [1, 2, 3]],
    ["(-1..1)", [-1, 0, 1]],
    ["(3..1)", []],
    ["(1..1)", [1]],
    ["('1'..'2')", [1, 2]],
    ["(1.9..3.1)", [1, 2, 3]],
    ["(missing..3)", []],
    ["(1..s)", []],
    ["(1..l|length)", [1, 2, 3]],
    ["(1..3).size", 3],
    ["(1..3).last", 3],
    ["(1..3)|join:'-'", "1-2-3"],
    ["2 in (1..3)", true],
  ])("%s is %j", (range, value) => {
    expect(evaluate(range)).toEqual(value);
  });
});

describe("filters apply only to the value that they follow", () => {
  test.each<[string, unknown]>([
    ["s|upper", "ABC"],
    ["s | upper | lower", "abc"],
    ["s|upper == 'ABC'", true],
    ["'ABC' == s|upper", true],
    ["'B' in s|upper and l|length > 2", true],
    ["missing|default:'x'", "x"],
    ["missing | default : s", "abc"],
    ["missing|default:d.a", 1],
    ["missing|default:l[0]", 1],
    ["f|default:'x', allow_false: true", false],
    ["f|default:'x',allow_false:f", "x"],
    ["s|replace:'a','b'|upper", "BBC"],
    ["missing|default:(1..2)", [1, 2]],
    ["missing|default:empty", ""],
    ["not s|upper == 'abc'", true],
  ])("%s is %j", (expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });
});

describe("numbers that a double can't hold", () => {
  const variables = {
    id: exactNumber("9007199254740993"),
    same: exactNumber("9007199254740993"),
    next: exactNumber("9007199254740995"),
    near: 9007199254740992,
    huge: exactNumber("1e400"),
    one: exactNumber("12345678901234567890"),
    other: exactNumber("12345678901234567891"),
    tenths: exactNumber("0.1000000000000000055511151231257828"),
    tenth: exactNumber("0.1000000000000000055511151231257827"),
    minus: exactNumber("-9007199254740993"),
    long: exactNumber(`1${"0".repeat(400)}1`),
    longer: exactNumber(`1${"0".repeat(400)}2`),
    list: [exactNumber("9007199254740993")],
    near_list: [9007199254740992],
    nines: exactNumber("99999999999999999999"),
    hundred: exactNumber("100000000000000000000"),
    other_list: [exactNumber("12345678901234567891")],
  };

  test.each<[string, unknown]>([
    ["id == same", true],
    ["id == next", false],
    ["id == 9007199254740993", true],
    ["id == 9007199254740995", false],
    ["id != next", true],
    ["id < next", true],
    ["id > 5", true],
    ["id == '9007199254740993'", false],
    // The same double, but different digits.
    ["one == other", false],
    ["one == one", true],
    ["one in other_list", false],
    ["one < other", true],
    ["one <= other", true],
    ["other <= one", false],
    ["other >= one", true],
    ["long < longer", true],
    ["nines < hundred", true],
    ["hundred < nines", false],
    ["long == longer", false],
    // The same double, which is exactly one of the two.
    ["id == near", false],
    ["near == id", false],
    ["near < id", true],
    ["id <= near", false],
    ["minus < -9007199254740992", true],
    ["-9007199254740992 < minus", false],
    ["minus < near", true],
    ["near in list", false],
    ["near_list == list", false],
    ["near_list < list", true],
    ["tenth < tenths", false],
    ["tenth == tenths", true],
    ["tenth == 0.1", true],
    ["huge > 1", true],
    ["same in list", true],
    ["next in list", false],
    ["list == list", true],
    ["not id", false],
    ["id.source", undefined],
    ["id|lookup:'source'", undefined],
    ["id|first", undefined],
    ["id|map:'source'|first", undefined],
    ["id.size", undefined],
    ["'source' in id", false],
    ["id is same", true],
    ["id is 1", false],
  ])("%s is %j", (expression, value) => {
    expect(evaluate(expression, variables)).toEqual(value);
  });

  test("are written with all their digits", () => {
    expect(render("{{ id }} {{ list }} {% if id %}yes{% endif %}", variables)).toBe(
      "9007199254740993 [9007199254740993] yes",
    );
  });
});

describe("comparing texts and lists", () => {
  const variables = { grin: "😀", private: "\ue000", deep: [[1, { a: [2] }]], same: [[1, { a: [2] }]] };

  test.each<[string, unknown]>([
    // By code point: U+E000 is less than U+1F600, whose first UTF-16 code unit is smaller.
    ["private < grin", true],
    ["grin < private", false],
    ["'a' < 'ab'", true],
    ["'ab' < 'a'", false],
    ["'' < 'a'", true],
    ["deep == same", true],
    ["deep < same", false],
    ["deep <= same", true],
  ])("%s is %j", (expression, value) => {
    expect(evaluate(expression, variables)).toEqual(value);
  });

  test.each<[unknown[], unknown[], boolean]>([
    [[1, 2], [1, 3], true],
    [[1, 2], [1, 2, 0], true],
    [[2], [1, 9], false],
    [[1, "a"], [1, 2], false],
    [[], [0], true],
  ])("%j < %j is %s", (left, right, less) => {
    expect(evaluate("left < right", { left, right })).toBe(less);
  });
});

describe("values that nest too deeply", () => {
  const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
  const failure = expect.objectContaining({ rule: "template-limit-depth" });

  test("can't be compared or written", () => {
    const [left, right] = [nested(MAX_VALUE_DEPTH), nested(MAX_VALUE_DEPTH)];
    expect(evaluate("left == right", { left, right })).toBe(true);
    expect(render("{% if left %}{{ left }}{% endif %}", { left })).toBe(JSON.stringify(left));
    const [deep, same] = [nested(MAX_VALUE_DEPTH + 2), nested(MAX_VALUE_DEPTH + 2)];
    expect(() => evaluate("deep == same", { deep, same })).toThrow(failure);
    expect(() => render("{% if deep %}{{ deep }}{% endif %}", { deep })).toThrow(
      expect.objectContaining({ reason: failure }),
    );
  });
});

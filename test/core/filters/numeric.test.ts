import { ExactNumber } from "#core/exact-number.ts";
import { describeFilter } from "./filter-table.ts";

const type = "numeric";
const notNumbers = [
  "",
  " 5",
  "5 ",
  "+5",
  "05",
  "5.",
  ".5",
  "5,0",
  "0x5",
  "1e999",
  "NaN",
  "five",
  true,
  [5],
  { value: 5 },
];

describeFilter({
  filter: { type, operator: "equals", value: 12.5 },
  negated: { type, operator: "not-equals", value: 12.5 },
  matches: [12.5, "12.5", "12.50", "1.25e1", "125E-1"],
  rejects: [12, "12", -12.5, "-12.5", 0],
  unreadable: notNumbers,
});

describeFilter({
  filter: { type, operator: "equals", value: 0 },
  negated: { type, operator: "not-equals", value: 0 },
  matches: [0, -0, "0", "-0", "0.00", "0e5"],
  rejects: [0.1, "1"],
  unreadable: ["00", false],
});

describeFilter({
  filter: { type, operator: "greater-than", value: 500 },
  negated: { type, operator: "less-than-or-equal", value: 500 },
  matches: [500.01, "501", 1e300],
  rejects: [500, "500", 499.99, -501],
  unreadable: notNumbers,
});

describeFilter({
  filter: { type, operator: "less-than", value: -1 },
  negated: { type, operator: "greater-than-or-equal", value: -1 },
  matches: [-1.01, "-2"],
  rejects: [-1, "-1.0", 0],
  unreadable: notNumbers,
});

describeFilter({
  filter: { type, operator: "between", start: 10, end: 20 },
  matches: [10, 15, "20", "10.0"],
  rejects: [9.99, 20.01, "-15"],
  unreadable: notNumbers,
});

describeFilter({
  filter: { type, operator: "between", start: 5, end: 5 },
  matches: [5, "5"],
  rejects: [4, 6],
  unreadable: [],
});

// The doubles around this number are two apart.
const even = 9_007_199_254_740_992;
const odd = new ExactNumber("9007199254740993");

describeFilter({
  filter: { type, operator: "equals", value: even },
  negated: { type, operator: "not-equals", value: even },
  matches: [even, "9007199254740992"],
  rejects: [odd, "9007199254740993", new ExactNumber("1e400"), even + 2],
  unreadable: [],
});

describeFilter({
  filter: { type, operator: "greater-than", value: even - 1 },
  negated: { type, operator: "less-than-or-equal", value: even - 1 },
  matches: [odd, "9007199254740993", new ExactNumber("1e400"), new ExactNumber("12345678901234567890")],
  rejects: [new ExactNumber("-1e400"), new ExactNumber("1.00000000000000000001")],
  unreadable: [],
});

describeFilter({
  filter: { type, operator: "between", start: 0, end: 2 },
  matches: [new ExactNumber("1.00000000000000000001"), new ExactNumber("1e-400")],
  rejects: [odd],
  unreadable: [],
});

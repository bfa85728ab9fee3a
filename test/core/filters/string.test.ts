import { ExactNumber } from "#core/exact-number.ts";
import { MAX_REGEX_INPUT } from "#core/filters/limits.ts";
import { describeFilter } from "./filter-table.ts";

const type = "string";

describeFilter({
  filter: { type, operator: "equals", value: "red" },
  negated: { type, operator: "not-equals", value: "red" },
  matches: ["red"],
  rejects: ["Red", " red", "redder", "", 5, true],
  unreadable: [["red"], [], { red: "red" }],
});

describeFilter({
  filter: { type, operator: "equals", value: "12.5" },
  negated: { type, operator: "not-equals", value: "12.5" },
  matches: ["12.5", 12.5],
  rejects: ["12.50", 12, 125],
  unreadable: [[12.5]],
});

describeFilter({
  filter: { type, operator: "equals", value: "12345678901234567890" },
  negated: { type, operator: "not-equals", value: "12345678901234567890" },
  matches: ["12345678901234567890", new ExactNumber("12345678901234567890")],
  rejects: [12_345_678_901_234_567_000, new ExactNumber("12345678901234567891")],
  unreadable: [[new ExactNumber("12345678901234567890")]],
});

describeFilter({
  filter: { type, operator: "equals", value: "true" },
  negated: { type, operator: "not-equals", value: "true" },
  matches: ["true", true],
  rejects: [false, "True", 1],
  unreadable: [[true]],
});

describeFilter({
  filter: { type, operator: "equals", value: "" },
  negated: { type, operator: "not-equals", value: "" },
  matches: [""],
  rejects: [" ", 0, false],
  unreadable: [[], {}],
});

describeFilter({
  filter: { type, operator: "contains", value: "jack" },
  negated: { type, operator: "not-contains", value: "jack" },
  matches: ["jack", "blackjack", "jackets", ["hat", "jack"]],
  rejects: ["Jack", "jac", "", 12, ["jackets"], ["hat"], [], [["jack"]]],
  unreadable: [{ name: "jack" }],
});

describeFilter({
  filter: { type, operator: "contains", value: "1" },
  negated: { type, operator: "not-contains", value: "1" },
  matches: [210, "a1", [1]],
  rejects: [20, true, [10]],
  unreadable: [{}],
});

describeFilter({
  filter: { type, operator: "starts-with", value: "SKU-" },
  negated: { type, operator: "not-starts-with", value: "SKU-" },
  matches: ["SKU-1", "SKU-"],
  rejects: ["sku-1", "xSKU-1", "SKU", 5],
  unreadable: [["SKU-1"], {}],
});

describeFilter({
  filter: { type, operator: "ends-with", value: "@example.com" },
  negated: { type, operator: "not-ends-with", value: "@example.com" },
  matches: ["ada@example.com", "@example.com"],
  rejects: ["ada@Example.com", "ada@example.com.au", "example.com", false],
  unreadable: [["ada@example.com"], {}],
});

describeFilter({
  filter: { type, operator: "regex", value: "^SKU-[0-9]+$" },
  negated: { type, operator: "nregex", value: "^SKU-[0-9]+$" },
  matches: ["SKU-1", "SKU-0042"],
  rejects: ["SKU-", "sku-1", "SKU-1\n", "my SKU-1", 1],
  unreadable: [["SKU-1"], {}],
});

describeFilter({
  filter: { type, operator: "regex", value: "(?i)gift|pr.sent" },
  negated: { type, operator: "nregex", value: "(?i)gift|pr.sent" },
  matches: ["a GIFT for you", "present", "x".repeat(MAX_REGEX_INPUT - 4).concat("gift")],
  rejects: ["prsent", "", "pr\nsent"],
  unreadable: ["x".repeat(MAX_REGEX_INPUT - 3).concat("gift")],
});

describeFilter({
  filter: { type, operator: "regex", value: "^[0-9]+$" },
  negated: { type, operator: "nregex", value: "^[0-9]+$" },
  matches: [5, "5"],
  rejects: [5.5, true],
  unreadable: [],
});

describeFilter({
  filter: { type, operator: "in", value: ["DE", "AT", "7"] },
  negated: { type, operator: "not-in", value: ["DE", "AT", "7"] },
  matches: ["DE", "AT", "7", 7],
  rejects: ["de", "D", "DE,AT", "", true],
  unreadable: [["DE"], {}],
});

import { describeFilter } from "./filter-table.ts";

const type = "boolean";

describeFilter({
  filter: { type, operator: "equals", value: true },
  negated: { type, operator: "equals", value: false },
  matches: [true, 1, "1", "true", "True", "TRUE", "t", "yes", "Y"],
  rejects: [false, 0, "0", "false", "False", "f", "no", "N"],
  unreadable: ["", "on", "off", "none", "truetrue", " true", 2, -1, 0.5, [true], [], {}],
});

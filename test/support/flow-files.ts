// Flow files for tests, as parsed YAML: a valid one, and functions that change it.

import { checkFlow } from "#core/flow/check-flow.ts";
import { type Flow, flowSchema } from "#core/flow/flow.ts";

/** Any object of a flow file. */
export type Fields = Readonly<Record<string, unknown>>;

/** A flow file with one webhook. A field that is undefined is left out. */
export function flowFile(changes: Fields = {}, definition: Fields = {}): Fields {
  return {
    id: "order",
    name: "After an order",
    status: "live",
    definition: {
      triggers: [{ type: "metric", id: "Placed Order" }],
      entry_action_id: "send",
      actions: [webhook()],
      ...definition,
    },
    ...changes,
  };
}

/** A flow file whose trigger is this one. */
export function triggered(trigger: unknown): Fields {
  return flowFile({}, { triggers: [trigger] });
}

/** A flow file with a trigger filter of one condition. */
export function filtered(filter: unknown, condition: Fields = {}): Fields {
  const conditions = [{ type: "metric-property", field: "City", filter, ...condition }];
  return triggered({ type: "metric", id: "Placed Order", trigger_filter: { condition_groups: [{ conditions }] } });
}

/** A flow file whose only action is this one. */
export function acting(action: unknown): Fields {
  return flowFile({}, { actions: [action] });
}

/** A flow file whose webhook has this message. */
export function sending(message: Fields): Fields {
  return acting(webhook({ data: { status: "live", message: { url: "https://api.example.com/", ...message } } }));
}

/** A webhook of a flow file. */
export function webhook(changes: Fields = {}): Fields {
  const data = { status: "live", message: { url: "https://api.example.com/" } };
  return { id: "send", type: "send-webhook", data, ...changes };
}

/** Each problem of a flow file as "rule pointer message". */
export function problemsOf(file: unknown): string[] {
  const checked = checkFlow(file);
  return checked.ok ? [] : checked.problems.map(({ rule, pointer, message }) => `${rule} ${pointer} ${message}`);
}

/** The flow of a file with a valid shape, even if it breaks other rules. */
export function shaped(file: unknown): Flow {
  return flowSchema.parse(file);
}

/** A description of the mistake, the file, and each of its problems as `shapeProblems` returns them. */
export type RefusedFile = readonly [string, unknown, readonly string[]];

/** The problems of a file's shape, as "pointer message"; throws for a problem of another rule. */
export function shapeProblems(file: unknown): string[] {
  return problemsOf(file).map((problem) => {
    const [, found] = /^flow-invalid (.*)$/.exec(problem) ?? [];
    if (found === undefined) throw new Error(`Not a problem of shape: ${problem}`);
    return found;
  });
}

/** The problem of a misspelt field. */
export function unknownField(pointer: string, meant: string): string {
  return `${pointer} There is no field "${pointer.split("/").at(-1)}" here. Did you mean "${meant}"?`;
}

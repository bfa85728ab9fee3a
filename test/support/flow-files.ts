// The flow files of tests: one builder for whole files, their parts and their texts. Files are objects, as YAML parses them.

import { Document, isSeq, parse } from "yaml";
import { loadFlows } from "#app/flows/load-flows.ts";
import { ExactNumber } from "#core/exact-number.ts";
import { checkFlow } from "#core/flow/check-flow.ts";
import { type Flow, flowSchema } from "#core/flow/flow.ts";
import { type RunnableFlow, runnableFlow } from "#core/runs/runnable-flow.ts";

/** Any object of a flow file. */
export type Fields = Readonly<Record<string, unknown>>;

const URL = "https://api.example.com/";

/** A live flow file on "Placed Order" with one webhook. A field that is undefined is left out. */
export function flowFile(changes: Fields = {}, definition: Fields = {}): Fields {
  return {
    id: "order",
    name: "After an order",
    status: "live",
    definition: { ...onMetric("Placed Order"), entry_action_id: "send", actions: [webhook()], ...definition },
    ...changes,
  };
}

/** A flow file with these actions, the first of which is its entry. */
export function flowWith(actions: readonly Fields[], definition: Fields = {}, changes: Fields = {}): Fields {
  return flowFile(changes, { entry_action_id: actions[0]?.["id"], actions, ...definition });
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
export function sending(message: Fields, changes: Fields = {}): Fields {
  return flowFile(changes, { actions: [send("send", undefined, { message: { url: URL, ...message } })] });
}

/** The part of a definition that starts the flow on a metric. */
export function onMetric(metric: string): Fields {
  return { triggers: [{ type: "metric", id: metric }] };
}

/** The action "send" of a flow file, with any fields changed. */
export function webhook(changes: Fields = {}): Fields {
  return { ...send("send"), ...changes };
}

/** A webhook; `next` is the action after it, and `data` changes its status or message. */
export function send(id: string, next?: string, data: Fields = {}): Fields {
  return { id, type: "send-webhook", data: { status: "live", message: { url: URL }, ...data }, ...linked(next) };
}

/** A delay of some hours. */
export function wait(id: string, hours: number, next?: string): Fields {
  return delay(id, { unit: "hours", value: hours }, next);
}

/** A delay. */
export function delay(id: string, data: Fields, next?: string): Fields {
  return { id, type: "time-delay", data, ...linked(next) };
}

function linked(next: string | undefined): Fields {
  return next === undefined ? {} : { links: { next } };
}

/** One group of conditions of which one must hold. */
export function groups(...conditions: readonly Fields[]): Fields {
  return { condition_groups: [{ conditions }] };
}

/** A condition on the number of events of a metric. */
export function counted(metric: string, operator: string, value: number, timeframe: Fields, more: Fields = {}): Fields {
  return {
    type: "profile-metric",
    metric_id: metric,
    measurement: "count",
    measurement_filter: { type: "numeric", operator, value },
    timeframe_filter: { type: "date", ...timeframe },
    ...more,
  };
}

/** A filter that no profile passes that has placed an order since its run started. */
export const NO_ORDER: Fields = groups(counted("Placed Order", "equals", 0, { operator: "flow-start" }));

/** A flow on "Started Checkout" with these actions; throws for a file with a problem. */
export function checkedFlow(actions: readonly Fields[], definition: Fields = {}, changes: Fields = {}): Flow {
  return checked(flowWith(actions, { ...onMetric("Started Checkout"), ...definition }, changes));
}

/** As `checkedFlow`, ready to run. */
export function flowOf(...flow: Parameters<typeof checkedFlow>): RunnableFlow {
  return runnableFlow(checkedFlow(...flow));
}

/** A live flow with one webhook, with texts and numbers that a store could damage. */
export function sampleFlow(id: string, changes: Partial<Flow> = {}): Flow {
  const body = { to: "{{ email }} 漢字", shop: new ExactNumber("12345678901234567891") };
  return { ...shaped(sending({ body }, { id, name: `The flow ${id}` })), ...changes };
}

/** The flow of a file; throws for a file with a problem. */
export function checked(file: unknown): Flow {
  const found = checkFlow(file);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.flow;
}

/** The flow of a file with a valid shape, even if it breaks other rules. */
export function shaped(file: unknown): Flow {
  return flowSchema.parse(file);
}

/** The text of a flow file in YAML. The triggers are on one line, which is the fifth. */
export function flowText(file: Fields): string {
  const document = new Document(file, { aliasDuplicateObjects: false });
  const triggers = document.getIn(["definition", "triggers"]);
  if (isSeq(triggers)) triggers.flow = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The text of a flow on "Placed Order" whose webhook repeats the order, in a message with these fields more. */
export function orderFlow(id: string, url: string, message: Fields = {}): string {
  const body = { order: "{{ event.OrderId }}", to: "{{ person.first_name }}", items: "{{ event.Items }}" };
  return flowText(sending({ url, body, ...message }, { id, name: id }));
}

/** The text of a flow on "Placed Order" with one webhook; `message` is the YAML of its message. */
export function webhookFlow(message: string, { flow = "live", action = "live" } = {}): string {
  const data = { status: action, message: parse(message) };
  return flowText(flowFile({ status: flow }, { actions: [send("send", undefined, data)] }));
}

/** The parts of the flow of an abandoned cart that a test changes. */
export interface CartChanges {
  readonly name?: string;
  readonly status?: string;
  readonly hours?: number;
  /** The id of the webhook. */
  readonly id?: string;
  readonly message?: Fields;
}

/** The text of a flow that reminds of a cart, four hours after a checkout if no order followed. */
export function cartFlow(changes: CartChanges = {}): string {
  const { name = "Abandoned cart", status = "live", hours = 4, id = "remind", message = { url: URL } } = changes;
  const actions = [wait("wait", hours, id), send(id, undefined, { message })];
  const definition = { ...onMetric("Started Checkout"), profile_filter: NO_ORDER };
  return flowText(flowWith(actions, definition, { id: "cart", name, status }));
}

/** The flows of these texts; throws for a text with a problem. */
export function loadedFlows(...texts: readonly string[]): readonly Flow[] {
  const { flows, problems } = loadFlows(texts.map((text, index) => ({ path: `${index}.yaml`, text })));
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
  return flows;
}

/** Each problem of a flow file as "rule pointer message". */
export function problemsOf(file: unknown): string[] {
  const found = checkFlow(file);
  return found.ok ? [] : found.problems.map(({ rule, pointer, message }) => `${rule} ${pointer} ${message}`);
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

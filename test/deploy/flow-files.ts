// The flows of the deploy test. They are written for each run, because the port of the receiver changes.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { counted, delay, flowText, flowWith, groups, onMetric, send } from "#support/flow-files.ts";

/** The source files of the deployed stack. */
const SOURCES = {
  "shop.source.yaml": "kind: shopify\nsecret: shop\n",
  "payments.source.yaml": "kind: stripe\nsecret: payments\nmapping: { metrics: { charge.succeeded: Placed Order } }\n",
  "code.source.yaml": "kind: github\nsecret: code\n",
};

/** A flow that starts on a metric and sends a webhook to a path of the receiver. */
export interface TestFlow {
  readonly id: string;
  readonly metric: string;
  readonly path: string;
  /** Another name of this machine, which makes a separate target of the same receiver. */
  readonly host?: string;
  /** A text of the webhook, in addition to the order. */
  readonly says: string;
  /** Delays the webhook by minutes, sends it once to each profile, and not if an event of this metric has happened since. */
  readonly reminder?: { readonly minutes: number; readonly unless: string };
}

/** Makes these the only flows of a directory, with the sources. */
export function writeFlows(directory: string, receiver: string, flows: readonly TestFlow[]): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(directory, name), text);
  for (const flow of flows) writeFileSync(join(directory, `${flow.id}.yaml`), flowFile(receiver, flow));
}

function flowFile(receiver: string, { id, metric, path, host, says, reminder }: TestFlow): string {
  const target = host === undefined ? receiver : receiver.replace("127.0.0.1", host);
  const message = {
    name: "Tell the receiver",
    url: target + path,
    headers: { "X-Test": "{{ event.OrderId }}" },
    body: { says, to: "{{ person.first_name }} at {{ person.email }}", items: "{{ event.Items }}" },
  };
  const hook = send("send", undefined, { message });
  if (reminder === undefined) return flowText(flowWith([hook], onMetric(metric), { id, name: id }));
  const { minutes, unless } = reminder;
  const definition = {
    ...onMetric(metric),
    reentry_criteria: { unit: "alltime", duration: 0 },
    profile_filter: groups(counted(unless, "equals", 0, { operator: "flow-start" })),
  };
  const delayed = [delay("wait", { unit: "minutes", value: minutes }, "send"), hook];
  return flowText(flowWith(delayed, definition, { id, name: id }));
}

// Variables that name the data of another metric. A condition of a flow may count any metric's events, which misleads into
// reading them in a payload as well; but a webhook has the event that started the flow and no other, as in Klaviyo.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import { pathText, type VariablePath } from "./dialect/dialect.ts";
import type { MessageRefusal } from "./refused-names.ts";

/** Metrics that shops send, by Klaviyo's names: these are recognized though the flow does not count them. */
const COMMON_METRICS = [
  ...["Active on Site", "Viewed Product", "Added to Cart", "Started Checkout", "Checkout Started", "Placed Order"],
  ...["Ordered Product", "Fulfilled Order", "Cancelled Order", "Refunded Order", "Subscribed to List"],
];

/** Why a variable under `event` can't be read that is called like a metric which the flow counts; undefined for others. */
export function otherMetricProperty(path: VariablePath, metrics: FlowMetrics | undefined): MessageRefusal | undefined {
  const [root, name] = path;
  if (metrics === undefined || root !== "event" || typeof name !== "string") return undefined;
  const metric = metrics.counted.find((counted) => letters(counted) === letters(name));
  return metric === undefined ? undefined : refusal(pathText(path), metric, metrics.trigger);
}

/** Why a variable that does not exist can't be read, where its name is that of a metric: `added_to_cart.ProductName`. */
export function otherMetricRoot(path: VariablePath, metrics: FlowMetrics | undefined): MessageRefusal | undefined {
  const [root] = path;
  if (metrics === undefined || typeof root !== "string") return undefined;
  const name = letters(root);
  const names = [name, name.replace(/^events?/, ""), name.replace(/events?$/, "")];
  const known = [metrics.trigger, ...metrics.counted, ...COMMON_METRICS];
  const metric = known.find((candidate) => names.includes(letters(candidate)));
  if (metric === undefined) return undefined;
  const own = { rule: "template-unknown-variable", message: ownData(path, metric) } as const;
  return letters(metric) === letters(metrics.trigger) ? own : refusal(pathText(path), metric, metrics.trigger);
}

/** A name without what spellings differ in: case, spaces, punctuation. */
function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function refusal(variable: string, metric: string, trigger: string): MessageRefusal {
  const message =
    `"${variable}" can't be read: a webhook has the data of the event that started the flow, "${trigger}", and of no ` +
    `other, also where a condition counts "${metric}". Put what you need into "${trigger}" when it is sent, or start a ` +
    `flow on "${metric}".`;
  return { rule: "template-other-metric", message };
}

function ownData([root, ...rest]: VariablePath, metric: string): string {
  return `There is no variable "${root}". The data of "${metric}" is under event: {{ ${pathText(["event", ...rest])} }}.`;
}

// `flowhook render`: the requests of a flow file's webhooks for an event, whatever the flow's conditions say.

import { parseArgs } from "node:util";
import { type RenderedFlow, renderFlow } from "#app/explain/render-flow.ts";
import type { ShownWebhook } from "#app/explain/show-webhook.ts";
import { readFlowSource } from "#app/flows/flow-source.ts";
import type { FlowFile } from "#app/flows/load-flows.ts";
import type { Flow } from "#core/flow/flow.ts";
import { nearestName } from "#core/nearest-name.ts";
import { jsonPointer } from "#core/problem.ts";
import { type RunnableFlow, runnableFlow } from "#core/runs/runnable-flow.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import { readEventFile } from "./event-file.ts";
import { shorten, wrap } from "./explain/lines.ts";
import { readReceivedAt } from "./explain/received-at.ts";
import { reportProblems } from "./explain/report-problems.ts";
import { type PlaceOf, webhookLines } from "./explain/webhook-text.ts";
import { loadFlowFiles } from "./flow-files.ts";
import { EXIT, UsageError } from "./usage-error.ts";

/** Renders the webhooks of a flow file. */
export async function runRender(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      event: { type: "string" },
      action: { type: "string" },
      timezone: { type: "string", default: "UTC" },
      "received-at": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError("One flow file is needed.");
  if (values.event === undefined) throw new UsageError("--event FILE is needed: an event, as POST /events takes it.");
  const { timezone: organizationZone } = values;
  if (!isTimeZone(organizationZone)) throw new UsageError(`--timezone "${organizationZone}" is not an IANA zone name.`);
  const receivedAt = readReceivedAt(values["received-at"], Date.now());
  const loaded = loadFlowFiles([file]);
  const event = readEventFile(values.event, receivedAt);
  if (loaded.problems.length > 0 || !event.ok) return reportProblems(values.json, loaded.problems, [event]);
  const [flow] = loaded.flows;
  if (flow === undefined || loaded.flows.length > 1) throw new UsageError(`${file} must be a file of one flow.`);

  const runnable = runnableFlow(flow);
  checkAction(runnable, values.action);
  const rendered = await renderFlow({ organization: {}, organizationZone }, runnable, event.value, values.action);
  const text = () => renderedText(rendered, placesIn(flow, loaded.files[0]));
  process.stdout.write(values.json ? `${JSON.stringify(rendered, null, 2)}\n` : text());
  return rendered.webhooks.every(({ problems }) => problems.length === 0) ? EXIT.done : EXIT.failed;
}

function checkAction({ webhooks }: RunnableFlow, action: string | undefined): void {
  if (action === undefined || webhooks.has(action)) return;
  const near = nearestName(action, [...webhooks.keys()]);
  throw new UsageError(`The flow has no webhook "${action}".${near === undefined ? "" : ` Did you mean "${near}"?`}`);
}

/** Places in the flow file, as validate tells them. */
function placesIn(flow: Flow, file: FlowFile | undefined): PlaceOf {
  const source = readFlowSource(file?.text ?? "");
  return ({ action_id }, problem) => {
    const index = flow.definition.actions.findIndex(({ id }) => id === action_id);
    const message = jsonPointer(["definition", "actions", index, "data", "message"]);
    const { line, column } = source.placeOf({ ...problem, pointer: `${message}${problem.pointer}` });
    return `${file?.path}:${line}:${column}`;
  };
}

function renderedText({ webhooks, notes }: RenderedFlow, placeOf: PlaceOf): string {
  const blocks = [
    ...(notes.length > 0 ? [notes.flatMap((note) => wrap("! ", note))] : []),
    ...webhooks.map((webhook) => blockOf(webhook, placeOf)),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function blockOf(webhook: ShownWebhook, placeOf: PlaceOf): string[] {
  const { action_id, name, status } = webhook;
  return [
    shorten(`${action_id}  (${name === undefined ? "" : `${name}, `}${status})`),
    ...webhookLines(webhook, "  ", placeOf),
  ];
}

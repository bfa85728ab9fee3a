// `flowhook render`: shows the requests of a flow's webhooks for an event, without checking the flow's conditions.

import { parseArgs } from "node:util";
import { type RenderedFlow, renderFlow } from "#app/explain/render-flow.ts";
import type { ShownWebhook } from "#app/explain/show-webhook.ts";

import { EXIT, UsageError } from "../command-line/exit.ts";
import { shorten, wrap } from "../command-line/lines.ts";
import {
  ORGANIZATION_OPTION,
  readOrganization,
  readReceivedAt,
  readTimeZone,
  requireEvent,
} from "../command-line/options.ts";
import { printEither } from "../command-line/output.ts";
import { readEventFile } from "../files/event-files.ts";
import { checkAction, loadOneFlow } from "../files/flow-files.ts";
import { NO_FLOWS, reportProblems } from "../files/report-problems.ts";
import { type PlaceOf, webhookLines } from "./webhook-text.ts";

/** Runs the command. */
export async function runRender(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      event: { type: "string" },
      action: { type: "string" },
      timezone: { type: "string", default: "UTC" },
      ...ORGANIZATION_OPTION,
      "received-at": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError("Name one flow file.");
  const eventFile = requireEvent(values.event);
  const organizationZone = readTimeZone(values.timezone);
  const receivedAt = readReceivedAt(values["received-at"], Date.now());
  const loaded = loadOneFlow(file);
  const event = readEventFile(eventFile, receivedAt);
  if (!loaded.ok || !event.ok) return reportProblems(values.json, loaded.ok ? NO_FLOWS : loaded, [event]);

  const { flow, placeOf } = loaded.value;
  checkAction(flow, values.action);
  const rendered = await renderFlow(
    { organization: readOrganization(values.organization), organizationZone },
    flow,
    event.value,
    values.action,
  );
  const text = () => renderedText(rendered, ({ action_id }, problem) => placeOf(action_id, problem));
  printEither(values.json, rendered, text);
  return rendered.webhooks.every(({ problems }) => problems.length === 0) ? EXIT.done : EXIT.failed;
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

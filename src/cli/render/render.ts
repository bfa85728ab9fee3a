// `flowhook render`: the requests of a flow file's webhooks for an event, whatever the flow's conditions say.

import { parseArgs } from "node:util";
import { type RenderedFlow, renderFlow } from "#app/explain/render-flow.ts";
import type { ShownWebhook } from "#app/explain/show-webhook.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { shorten, wrap } from "../command-line/lines.ts";
import { ORGANIZATION_OPTION, readOrganization, readReceivedAt } from "../command-line/options.ts";
import { printEither } from "../command-line/output.ts";
import { readEventFile } from "../files/event-files.ts";
import { checkAction, loadOneFlow } from "../files/flow-files.ts";
import { reportProblems } from "../files/report-problems.ts";
import { type PlaceOf, webhookLines } from "./webhook-text.ts";

const NO_FINDINGS = { problems: [], files: [] };

/** Renders the webhooks of a flow file. */
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
  if (file === undefined || positionals.length > 1) throw new UsageError("One flow file is needed.");
  if (values.event === undefined) throw new UsageError("--event FILE is needed: an event, as POST /events takes it.");
  const { timezone: organizationZone } = values;
  if (!isTimeZone(organizationZone)) throw new UsageError(`--timezone "${organizationZone}" is not an IANA zone name.`);
  const receivedAt = readReceivedAt(values["received-at"], Date.now());
  const loaded = loadOneFlow(file);
  const event = readEventFile(values.event, receivedAt);
  if (!loaded.ok || !event.ok) return reportProblems(values.json, loaded.ok ? NO_FINDINGS : loaded, [event]);

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

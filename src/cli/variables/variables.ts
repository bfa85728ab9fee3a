// `flowhook variables`: lists every variable that a flow's webhooks use, with its place and the conditions around it.

import { parseArgs } from "node:util";
import { flowVariables, type ListedVariable, type WebhookVariables } from "#app/explain/flow-variables.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { shorten } from "../command-line/lines.ts";
import { printText } from "../command-line/output.ts";
import { checkAction, loadOneFlow, type OneFlow } from "../files/flow-files.ts";
import { reportProblems } from "../files/report-problems.ts";

/** Runs the command. */
export function runVariables(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { action: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError("Name one flow file.");
  const loaded = loadOneFlow(file);
  if (!loaded.ok) return Promise.resolve(reportProblems(values.json, loaded, []));
  const { flow } = loaded.value;
  checkAction(flow, values.action);
  const webhooks = flowVariables(flow).filter(({ action_id }) => (values.action ?? action_id) === action_id);
  const text = values.json ? asJson(webhooks, loaded.value) : asText(webhooks, loaded.value);
  printText(text);
  return Promise.resolve(EXIT.done);
}

function asJson(webhooks: readonly WebhookVariables[], { flow, placeOf }: OneFlow): string {
  const placed = webhooks.map(({ action_id, variables, ...rest }) => {
    const listed = variables.map((one) => ({ ...one, place: placeOf(action_id, one) }));
    return { action_id, ...rest, variables: listed };
  });
  return `${JSON.stringify({ flow_id: flow.id, webhooks: placed }, null, 2)}\n`;
}

function asText(webhooks: readonly WebhookVariables[], { placeOf }: OneFlow): string {
  const blocks = webhooks.map(({ action_id, name, variables, secrets }) => {
    const width = Math.max(0, ...variables.map(({ variable }) => variable.length));
    const lines = variables.map((one) => lineOf(one, placeOf(action_id, one), width));
    const title = name === undefined ? action_id : `${action_id}  (${name})`;
    return [title, ...lines, ...(secrets.length > 0 ? [`  secrets: ${secrets.join(", ")}`] : [])];
  });
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Most columns that names are padded to. A longer name shifts only its own line. */
const WIDEST = 40;

/** Most columns of the conditions. The place before them is never cut. */
const WIDEST_CONDITIONS = 60;

function lineOf({ variable, conditions, may_be_absent }: ListedVariable, place: string, width: number): string {
  const name = variable.padEnd(Math.min(width, WIDEST));
  const around = conditions.length > 0 ? `  in ${shorten(conditions.join(" "), WIDEST_CONDITIONS)}` : "";
  const absent = conditions.length === 0 && may_be_absent.includes(variable) ? "  may be absent" : "";
  return `  ${name}  ${place}${around}${absent}`;
}

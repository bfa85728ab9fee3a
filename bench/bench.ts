// `npm run bench`: measures Flowhook against a bare relay, accounts for every delivery, and prints each budget with its
// measured value. Exit code 1 means wrong counts or a broken run; a missed budget is reported and fails nothing.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Check, wrongCounts } from "./report/checks.ts";
import { describeMachine } from "./report/machine.ts";
import { saveResults } from "./report/results-file.ts";
import type { Row } from "./report/row.ts";
import { budgetTable, measurementTable } from "./report/summary.ts";
import type { Context, Scenario, Settings } from "./scenarios/context.ts";
import { faultyTargets } from "./scenarios/faulty-targets.ts";
import { formats } from "./scenarios/formats.ts";
import { fullStore } from "./scenarios/full-store.ts";
import { manyFlows } from "./scenarios/many-flows.ts";
import { oneFlow } from "./scenarios/one-flow.ts";
import { paced } from "./scenarios/paced.ts";
import { templates } from "./scenarios/templates.ts";
import { PUBLISHED, readSettings, USAGE } from "./settings.ts";
import { startChild } from "./subjects/child.ts";

const SCENARIOS: readonly Scenario[] = [oneFlow, manyFlows, fullStore, faultyTargets, paced, templates, formats];
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BUILD = "tools/build.ts";
const RECEIVER = fileURLToPath(new URL("./receive.ts", import.meta.url));

const print = (text: string): void => console.error(text);

/** The receiver's last report: webhooks that belong to no account. */
async function stopReceiver(receiver: Awaited<ReturnType<typeof startChild>>): Promise<string[]> {
  const { output } = await receiver.stop();
  const strays = /\{"unmarked":(\d+),"late":(\d+)\}/.exec(output);
  if (strays === null) return ["the receiver ended without its last word"];
  return strays[0] === '{"unmarked":0,"late":0}' ? [] : [`webhooks outside every account: ${strays[0]}`];
}

/** A folder that goes when the bench ends, however it ends. */
function temporaryFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, "flowhook-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function bench(scenarios: readonly Scenario[], settings: Settings): Promise<readonly string[]> {
  const startedAt = new Date().toISOString();
  const machine = describeMachine(settings.folder);
  const receiver = await startChild([RECEIVER], { ready: "Receiving on" });
  const context: Context = { ...settings, folder: temporaryFolder(settings.folder), receiver: receiver.url, print };
  const rows: Row[] = [];
  const checks: Check[] = [];
  const broken: string[] = [];
  for (const scenario of scenarios) {
    try {
      const findings = await scenario.run(context);
      rows.push(...findings.rows);
      checks.push(...findings.checks);
    } catch (error) {
      // A system under test that can't be started or breaks is a finding too: the other scenarios continue.
      broken.push(`${scenario.name} broke off: ${error instanceof Error ? error.message : error}`);
    }
  }
  const wrong = [...broken, ...wrongCounts(rows), ...(await stopReceiver(receiver))];
  const path = await saveResults({ started_at: startedAt, machine, settings, rows, checks, wrong });
  const { cpu, cores, node, platform, fsync_ms } = machine;
  console.log(`\n${cpu}, ${cores} cores, ${platform}, Node ${node}, fsync ${fsync_ms.toFixed(2)} ms\n`);
  console.log(`${measurementTable(rows)}\n\n${budgetTable(checks)}\n\nSaved in ${path}`);
  return wrong;
}

/** The requested scenarios and settings; undefined after an error was printed. */
function ask(): { scenarios: readonly Scenario[]; settings: Settings } | undefined {
  try {
    const { settings, only } = readSettings(process.argv.slice(2));
    const unknown = only.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
    if (unknown.length > 0) throw new Error(`there is no scenario ${unknown.join(", ")}`);
    return { settings, scenarios: SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name)) };
  } catch (error) {
    print(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return undefined;
  }
}

async function main(): Promise<number> {
  const asked = ask();
  if (asked === undefined) return 2;
  if (asked.settings.program === PUBLISHED) execFileSync(process.execPath, [BUILD], { cwd: ROOT, stdio: "inherit" });
  const wrong = await bench(asked.scenarios, asked.settings);
  for (const text of wrong) print(`WRONG: ${text}`);
  return wrong.length === 0 ? 0 : 1;
}

if (process.argv.includes("--help")) console.log(USAGE);
else process.exitCode = await main();

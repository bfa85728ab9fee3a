// docs/keys.md shows the life of a key at the command line. The commands are run here, one after the other, and print what the page
// shows, but for times, the ids of events and keys, and the texts of keys, which are others each time.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { HOUR_MS } from "#core/time.ts";
import { NOON } from "#support/delivery-samples.ts";
import { codeBlocks } from "#support/markdown.ts";
import { runMain } from "#support/run-main.ts";
import { ADMIN_TOKEN, startTestProcess, type TestProcess } from "#support/test-process.ts";

/** A command of the page, the key with which it is run, and its output. */
interface Shown {
  readonly key: string | undefined;
  readonly args: readonly string[];
  readonly output: string;
}

/** The commands of each block of the page. An hour passes between two blocks. */
const blocks: readonly (readonly Shown[])[] = codeBlocks("docs/keys.md")
  .filter(({ code }) => code.startsWith("$ "))
  .map(({ code }) => code.split(/^\$ /m).slice(1).map(shownOf));

function shownOf(text: string): Shown {
  const [line = ""] = text.split("\n", 1);
  const { key, call = "" } = /^(?:FLOWHOOK_API_KEY=(?<key>\S+) )?flowhook (?<call>.*)$/.exec(line)?.groups ?? {};
  const args = [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  return { key, args, output: text.slice(line.length + 1) };
}

let folder: string;
let flowhook: TestProcess;
const clock = { now: NOON };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flowhook-keys-"));
  mkdirSync(join(folder, ".flowhook"));
  writeFileSync(join(folder, ".flowhook", "admin-token"), ADMIN_TOKEN);
  flowhook = await startTestProcess({ flows: {}, clock: { now: () => clock.now, setTimer: () => () => {} } });
  vi.stubEnv("FLOWHOOK_URL", flowhook.url);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await flowhook.stop();
  rmSync(folder, { recursive: true });
});

const RANDOM = /evt_[0-9a-f]{32}|fhk_[0-9a-f]{20}_[\w-]{43}|key_[0-9a-f]{20}/g;

/** The random texts of this run by those of the page. */
const made = new Map<string, string>();

/** Maps the random texts of the page to those of this run, by their order. */
function learn(page: string, printed: string): void {
  const [shown = [], found = []] = [page, printed].map((text) => text.match(RANDOM) ?? []);
  for (const [index, text] of shown.entries()) if (!made.has(text)) made.set(text, found[index] ?? "");
}

const ofThisRun = (text: string) => text.replaceAll(RANDOM, (one) => made.get(one) ?? one);
const settled = (text: string) =>
  text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "<time>").replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:8787");

it("shows the output of each command in turn", async () => {
  expect(blocks.flat().length).toBeGreaterThan(8);
  for (const commands of blocks) {
    for (const { key, args, output } of commands) {
      vi.stubEnv("FLOWHOOK_API_KEY", key && ofThisRun(key));
      const { stdout, stderr } = await runMain(...args.map(ofThisRun), "--data", join(folder, ".flowhook"));
      learn(output, stderr + stdout);
      expect(settled(stderr + stdout), args.join(" ")).toBe(settled(ofThisRun(output)));
    }
    clock.now += HOUR_MS;
  }
});

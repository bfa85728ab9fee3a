// Starts the receivers in docs/verify.md unchanged, and lets the embedded process send to them over HTTP.

import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { environmentSecrets } from "#backends/embedded/environment-secrets.ts";
import { parseSigningSecrets } from "#core/delivery/signature.ts";
import { closedAfterwards } from "#support/closed-afterwards.ts";
import { type Fields, orderFlow } from "#support/flow-files.ts";
import { codeBlocks, ROOT } from "#support/markdown.ts";
import { ORDER, startTestProcess } from "#support/test-process.ts";

const SAMPLES = codeBlocks("docs/verify.md").filter(({ language }) => language === "js");

const secretOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`;
const [OLD, NEW, OWN] = [secretOf("o"), secretOf("n"), secretOf("w")];

const closeAfterwards = closedAfterwards();

/** Starts a sample that knows this secret; resolves with its URL. */
async function startSample(code: string, secret: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-verify-"));
  closeAfterwards(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, "receiver.mjs"), code);
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
  const child: ChildProcess = spawn(process.execPath, ["receiver.mjs"], {
    cwd: directory,
    env: { WEBHOOK_SECRET: secret, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  closeAfterwards(() => child.kill());
  if (!child.stdout) throw new Error("a piped output is there");
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^Port (\d+)$/.exec(line)?.[1];
    if (port) return `http://127.0.0.1:${port}`;
  }
  throw new Error("The sample ended");
}

/** Sends one webhook to each URL, signed with these secrets; returns the outcomes in the order of the URLs. */
async function sendTo(urls: readonly string[], signing: string, message: Fields = {}): Promise<string[]> {
  const usual = parseSigningSecrets(signing);
  if (!usual.ok) throw new Error(usual.problem);
  const { secrets } = environmentSecrets({ FLOWHOOK_SIGNING_SECRET_OWN: OWN }, usual.secrets);
  const flows = Object.fromEntries(urls.map((url, index) => [`${index}.yaml`, orderFlow(`f${index}`, url, message)]));
  const flowhook = await startTestProcess({ flows, overrides: { secrets } });
  closeAfterwards(() => flowhook.stop());
  await flowhook.post(ORDER);
  const settled = await flowhook.settled(urls.length);
  return settled.toSorted((a, b) => (a.flow_id < b.flow_id ? -1 : 1)).map(({ status, reason }) => reason ?? status);
}

describe("docs/verify.md", () => {
  it("shows two receivers", () => {
    expect(SAMPLES).toHaveLength(2);
  });

  describe.each(SAMPLES)("the receiver at $place", ({ code }) => {
    it("accepts only webhooks that are signed with its secret", async () => {
      const urls = [await startSample(code, OLD), await startSample(code, NEW)];
      expect(await sendTo(urls, OLD)).toEqual(["delivered", "http-401"]);
    });

    it("accepts webhooks throughout a rotation, with the old secret and with the new one", async () => {
      const urls = [await startSample(code, OLD), await startSample(code, NEW), await startSample(code, OWN)];
      expect(await sendTo(urls, `${NEW} ${OLD}`)).toEqual(["delivered", "delivered", "http-401"]);
    });

    it("accepts webhooks that are signed with the secret that the flow names", async () => {
      const urls = [await startSample(code, OWN), await startSample(code, OLD)];
      expect(await sendTo(urls, OLD, { signing_secret: "own" })).toEqual(["delivered", "http-401"]);
    });

    it("refuses a changed body, an old timestamp, and an unsigned request", async () => {
      const url = await startSample(code, OLD);
      const usual = parseSigningSecrets(OLD);
      const post = async (body: string, headers: Record<string, string>) =>
        (await fetch(url, { method: "POST", body, headers })).status;
      const signed = (seconds: number) => {
        const at = String(Math.floor(Date.now() / 1000) + seconds);
        const sign = (key: Uint8Array) => createHmac("sha256", key).update(`id.${at}.{}`).digest("base64");
        const signature = usual.ok ? (usual.secrets[0]?.sign("", sign) ?? "") : "";
        return { "webhook-id": "id", "webhook-timestamp": at, "webhook-signature": signature };
      };
      expect(await post("{}", signed(0))).toBe(204);
      expect(await post("{ }", signed(0))).toBe(401);
      expect(await post("{}", signed(-400))).toBe(401);
      expect(await post("{}", signed(400))).toBe(401);
      expect(await post("{}", { ...signed(0), "webhook-id": "other" })).toBe(401);
      expect(await post("{}", { ...signed(0), "webhook-timestamp": "now" })).toBe(401);
      expect(await post("{}", {})).toBe(401);
    });
  });
});

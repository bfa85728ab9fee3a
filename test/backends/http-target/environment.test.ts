// Settings that the environment can't change. Node reads the environment at its start, so each test starts a process.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { answering, http } from "#support/byte-receiver.ts";

const run = promisify(execFile);
const MODULES = ["backends/http-target/http-target.ts", "core/target/cidr.ts"].map(
  (file) => new URL(`../../../src/${file}`, import.meta.url).href,
);

/** POSTs to a URL in a separate process with these settings. */
async function postWith(settings: Readonly<Record<string, string>>, url: string): Promise<unknown> {
  const script = `
    const [{ createHttpTarget }, { parseCidr }] = await Promise.all(${JSON.stringify(MODULES)}.map((file) => import(file)));
    const target = createHttpTarget({ policy: { allowed: [parseCidr("127.0.0.0/8").cidr] }, timeoutMs: 5000 });
    console.log(JSON.stringify(await target.post({ url: ${JSON.stringify(url)}, headers: {}, body: "{}" })));
    await target.close();`;
  const env = { PATH: process.env["PATH"], ...settings };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
  return JSON.parse(stdout);
}

test("no proxy is used, because it would look the name up again and dial the result", async () => {
  const proxy = await answering(http(200, "of the proxy"));
  const direct = await answering(http(200, "of the target"));
  const proxyUrl = `http://127.0.0.1:${proxy.port}`;
  const settings = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: proxyUrl, http_proxy: proxyUrl, HTTPS_PROXY: proxyUrl };
  expect(await postWith(settings, direct.url)).toMatchObject({ status: 200, excerpt: "of the target" });
  expect(proxy.connections()).toBe(0);
});

test("NODE_OPTIONS can't raise the limit for heads", async () => {
  const { url } = await answering(http(200, "", [`X-Header: ${"x".repeat(17_000)}`]));
  const settings = { NODE_OPTIONS: "--max-http-header-size=100000" };
  expect(await postWith(settings, url)).toMatchObject({ reason: "response-head-too-long" });
});

test("NODE_OPTIONS can't make the parser accept invalid HTTP", async () => {
  const both = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  const { url } = await answering(both);
  expect(await postWith({ NODE_OPTIONS: "--insecure-http-parser" }, url)).toMatchObject({ reason: "response-invalid" });
});

import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { TOTAL_TIMEOUT_MS } from "#backends/http-target/limits.ts";
import { ASIDE, asideAnswer } from "../../../bench/arrivals/aside.ts";
import { createReceiver } from "../../../bench/arrivals/receiver.ts";

const { server, books } = createReceiver({ status: 200, delay: 0, idHeader: "webhook-id" });
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

async function post(base: string, path: string): Promise<number> {
  const { status } = await fetch(base + path, { method: "POST", body: "{}", headers: { connection: "close" } });
  return status;
}

describe("a webhook to a path under /aside", () => {
  test.each(Object.entries(ASIDE))("gets the answer of its name: %s", (name, answer) => {
    expect(asideAnswer(`POST /aside/${name} HTTP/1.1\r\n`)).toEqual(answer);
  });

  test.each(["POST /hook HTTP/1.1", "GET /aside/slow HTTP/1.1", "POST /aside/unknown HTTP/1.1"])(
    "does not include %s",
    (head) => {
      expect(asideAnswer(head)).toBeUndefined();
    },
  );

  test("to a slow target takes longer than the timeout of a target", () => {
    expect(ASIDE.slow.delay).toBeGreaterThan(TOTAL_TIMEOUT_MS);
  });

  test("is not counted, unlike all other webhooks", async () => {
    const before = books.strays.unmarked;
    expect([await post(url, "/aside/failing"), await post(url, "/aside/well")]).toEqual([503, 200]);
    expect(books.strays.unmarked).toBe(before);
    await post(url, "/hook");
    expect(books.strays.unmarked).toBe(before + 1);
  });
});

test("further targets listen on other ports, and give the same answers", async () => {
  const response = await fetch(`${url}/bench/targets/3`, { headers: { connection: "close" } });
  const urls = z.array(z.string()).parse(await response.json());
  expect(new Set([url, ...urls]).size).toBe(4);
  for (const other of urls) expect(await post(other, "/aside/failing")).toBe(503);
});

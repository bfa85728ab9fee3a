// The addresses that are dialled for arbitrary URLs. No packet leaves the machine, because no socket connects.

import { Socket, type TcpNetConnectOpts } from "node:net";
import { domainToASCII } from "node:url";
import fc from "fast-check";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { guardedLookup } from "#backends/http-target/address-guard.ts";
import { AddressRefusedError } from "#backends/http-target/connect-errors.ts";
import { parseAddress } from "#core/target/cidr.ts";
import { addressRanges } from "#support/address-ranges.ts";
import { target } from "#support/byte-receiver.ts";
import { NAMES } from "#support/known-bypasses.ts";

/** The destinations that sockets would have connected to. */
let dials: TcpNetConnectOpts[] = [];

beforeEach(() => {
  dials = [];
  const connect = vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...args: unknown[]) {
    // Node calls it with its arguments in an array, or as documented; the options are the first argument.
    const [options] = (Array.isArray(args[0]) ? args[0] : args) as [TcpNetConnectOpts];
    dials.push(options);
    process.nextTick(() => this.destroy(Object.assign(new Error("not connected"), { code: "ECONNREFUSED" })));
    return this;
  });
  onTestFinished(() => connect.mockRestore());
});

const part = (...choices: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...choices) }, fc.string({ maxLength: 6 }));

/** URLs of all kinds, most of them almost valid. */
const urls = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: "binary" }),
  fc
    .tuple(
      part("https:", "http:", "HTTPS:", "ftp:", ""),
      part("//", "//", "//", "/", "///", "\\\\", ""),
      part("", "", "", "user@", "a:b@", "@", "127.0.0.1@"),
      part("example.com", "EXAMPLE.com.", "münchen.example", "1.1.1.1", "0x01010101", "8.8.2056", "[2606:4700::1]"),
      part("", "", ".example", "..", "%2e", "\u00ad", "。", "[", "]", "#", "?", "\\"),
      part("", "", ":443", ":8443", ":0443", ":", ":80", ":99999", ":8443:80", ":+80"),
      part("", "/", "/a b", "/@10.0.0.1/", "?x=1", "#@10.0.0.1", "//10.0.0.1", "/\r\nHost: x"),
    )
    .map((parts) => parts.join("")),
);

/** Reads the host and port of a URL without a URL parser. */
function plainReading(url: string): { host: string; port: number } {
  const [, scheme = "", host = "", port = ""] =
    /^(https?):\/\/(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?(?:[/?#]|$)/i.exec(url) ?? [];
  return { host, port: port === "" ? (scheme.toLowerCase() === "http" ? 80 : 443) : Number(port) };
}

test("any text is refused, or the dialled host and port are those that a person reads in it", async () => {
  // These addressRanges are never dialled. They make the policy accept http and other ports in URLs.
  const out = target({ policy: { allowed: addressRanges("192.0.2.0/24", "1.1.1.1/32", "2606:4700::1/128") } });
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(urls, async (url) => {
      dials = [];
      const answer = await out.post({ url, headers: {}, body: "" });
      if (dials.length === 0) {
        expect(answer).toMatchObject({ type: "unanswered", reason: expect.stringMatching(/^(url|address)-refused$/) });
        return;
      }
      sent += 1;
      expect(dials).toHaveLength(1);
      const read = plainReading(url);
      const literal = parseAddress(new URL(url).hostname.replaceAll(/[[\]]/g, ""));
      expect(dials[0]?.host).toBe(literal === undefined ? domainToASCII(read.host) : literal.toString());
      expect(Number(dials[0]?.port)).toBe(read.port);
    }),
    { numRuns: 5000 },
  );
  expect(sent).toBeGreaterThan(100);
});

const nameRows = NAMES.flatMap(([, names]) => Object.entries(names));

test.each(nameRows)("%s, which resolves to %s, is not dialled", async (name, address) => {
  const rules = { policy: { allowed: [] }, ownListeners: () => [], lookup: async () => [address] };
  const lookup = guardedLookup({ port: 443, onlyAllowed: false }, rules);
  const error = await new Promise((resolve) => lookup(name, { all: true }, resolve));
  expect(error).toBeInstanceOf(AddressRefusedError);
});

test("the socket receives exactly the public addresses of a name, in their order", async () => {
  const addresses = [
    "10.0.0.1",
    "1.1.1.1",
    "::1",
    "2606:4700::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
  ];
  const rules = { policy: { allowed: [] }, ownListeners: () => [], lookup: async () => addresses };
  const lookup = guardedLookup({ port: 443, onlyAllowed: false }, rules);
  const found = await new Promise((resolve) => lookup("mixed.example", { all: true }, (_error, all) => resolve(all)));
  expect(found).toEqual([
    { address: "1.1.1.1", family: 4 },
    { address: "2606:4700::1", family: 6 },
    { address: "::ffff:8.8.8.8", family: 6 },
  ]);
});

test("only the guard looks up names: every socket receives its lookup", async () => {
  const out = target({ policy: { allowed: addressRanges("192.0.2.0/24") } });
  for (const url of ["https://example.com/", "http://example.com:8080/"])
    await out.post({ url, headers: {}, body: "" });
  expect(dials.map(({ host, lookup, autoSelectFamily }) => [host, typeof lookup, autoSelectFamily])).toEqual([
    ["example.com", "function", true],
    ["example.com", "function", true],
  ]);
});

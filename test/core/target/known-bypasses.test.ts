import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressVerdict } from "#core/target/address-rules.ts";
import { type TargetPolicy, targetVerdict } from "#core/target/target-url.ts";
import { addressRanges } from "#support/address-ranges.ts";
import { HOSTS, NAMES, RANGES, SOURCES, URLS } from "#support/known-bypasses.ts";

/** The policy of an operator who opened another range, so that URLs may have http and any port. */
const OPENED: TargetPolicy = { allowed: addressRanges("192.0.2.128/32") };
const CLOSED: TargetPolicy = { allowed: [] };

const isTarget = (url: string, policy = CLOSED) => targetVerdict(url, URL.parse, policy).ok;

describe.each(HOSTS.map(([source, hosts]) => ({ source: SOURCES[source], hosts })))("of $source", ({ hosts }) => {
  // For a name, the last value is the address that it resolves to. The names are of no public zone and do not resolve.
  const names = new Set(["o177.0.0.1", "0o177.0.0.1", "q177.0.0.1"]);

  test.each(hosts.filter((host) => !names.has(host)))("%s is no target", (host) => {
    for (const url of [`https://${host}/`, `https://${host}:443/`, `https://${host}:8443/`, `http://${host}/`]) {
      expect(isTarget(url)).toBe(false);
      expect(isTarget(url, OPENED)).toBe(false);
    }
  });
});

describe.each(URLS.map(([source, urls]) => ({ source: SOURCES[source], urls })))("of $source", ({ urls }) => {
  test.each(urls)("%s is no target", (url) => {
    expect(isTarget(url)).toBe(false);
  });
});

describe.each(RANGES.map(([source, ranges]) => ({ source: SOURCES[source], ranges })))("of $source", ({ ranges }) => {
  test.each(ranges)("%s is refused from its first address to its last", (range) => {
    for (const { network, bits } of addressRanges(range)) {
      const bytes = network.toByteArray();
      const last = bytes.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, bits - index * 8))));
      for (const address of [bytes, last]) expect(addressVerdict(textOf(address), []).ok).toBe(false);
    }
  });
});

test("URLs may have names: their addresses are judged when a connection is opened", () => {
  for (const name of NAMES.flatMap(([, names]) => Object.keys(names))) expect(isTarget(`https://${name}/`)).toBe(true);
});

function textOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0));
  return groups.map((group) => group.toString(16)).join(":");
}

/** The last parts of an address as one number, as the C function inet_aton reads "127.1" and "2130706433". */
function joined(bytes: readonly number[], parts: number): number[] {
  const first = bytes.slice(0, parts - 1);
  return [...first, bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0)];
}

const BASES: readonly ((part: number) => string)[] = [
  String,
  (part) => `0x${part.toString(16)}`,
  (part) => `0X${part.toString(16).toUpperCase().padStart(10, "0")}`,
  (part) => `0${part.toString(8)}`,
  (part) => `000${part.toString(8)}`,
];

/** Characters that represent a digit or a dot. */
const DIGITS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (text) => text.replaceAll(/[0-9]/g, (digit) => (digit === "0" ? "⓪" : String.fromCodePoint(0x245f + Number(digit)))),
  (text) => text.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(0x1d7ce + Number(digit))),
  (text) => text.replaceAll(/[0-9]/g, (digit) => `%3${digit}`),
  (text) => text.replaceAll(".", "。"),
  (text) => text.replaceAll(".", "．"),
  (text) => text.replaceAll(".", "%2e"),
  (text) => text.replaceAll(/[xX]/g, "ⓧ"),
  (text) => `${text}.`,
  (text) => `\u00ad${text}`,
];

const spelled = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.constantFrom(...BASES), { minLength: 4, maxLength: 4 }),
    fc.constantFrom(...DIGITS),
  )
  .map(([parts, bases, digits]) => (bytes: readonly number[]) => {
    return digits(
      joined(bytes, parts)
        .map((part, at) => bases[at]?.(part) ?? "")
        .join("."),
    );
  });

const byte = fc.nat({ max: 255 });
const NOT_PUBLIC = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127, 224, 255), byte, byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
);

test("an address that is not public is refused in any spelling", () => {
  fc.assert(
    fc.property(NOT_PUBLIC, spelled, (bytes, spell) => {
      expect(isTarget(`https://${spell(bytes)}/`)).toBe(false);
    }),
    { numRuns: 5000 },
  );
});

test("the spellings are valid for a URL parser: most spellings of a public address are accepted", () => {
  const read = fc
    .sample(spelled, { numRuns: 1000, seed: 1 })
    .filter((spell) => isTarget(`https://${spell([8, 8, 4, 4])}/`));
  expect(read.length).toBeGreaterThan(700);
});

/** IPv6 addresses that a host, a translator or a tunnel treats as an IPv4 address. */
const EMBEDDINGS: readonly ((hex: string, inverted: string) => string)[] = [
  (hex) => `::ffff:${hex}`,
  (hex) => `::${hex}`,
  (hex) => `::ffff:0:${hex}`,
  (hex) => `64:ff9b::${hex}`,
  (hex) => `64:ff9b:1::${hex}`,
  (hex) => `2002:${hex}::1`,
  (_hex, inverted) => `2001:0:808:808:0:0:${inverted}`,
];

test("an address that is not public is refused inside an IPv6 address", () => {
  fc.assert(
    fc.property(NOT_PUBLIC, fc.constantFrom(...EMBEDDINGS), ([a, b, c, d], embed) => {
      const groups = (mask: number) =>
        [(a ^ mask) * 256 + (b ^ mask), (c ^ mask) * 256 + (d ^ mask)].map((group) => group.toString(16)).join(":");
      expect(isTarget(`https://[${embed(groups(0), groups(255))}]/`)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

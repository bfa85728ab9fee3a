import { BlockList } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Address, type Cidr, contains, parseAddress, parseCidr } from "#core/target/cidr.ts";

test.each([
  ["10.0.0.0/8", "10.0.0.0", 8],
  [" 192.168.1.0/24 ", "192.168.1.0", 24],
  ["127.0.0.1", "127.0.0.1", 32],
  ["0.0.0.0/0", "0.0.0.0", 0],
  ["fd00::/8", "fd00::", 8],
  ["::1", "::1", 128],
  ["::/0", "::", 0],
  ["2001:db8::/47", "2001:db8::", 47],
])("%j is read", (text, network, bits) => {
  const parsed = parseCidr(text);
  expect(parsed.ok && [parsed.cidr.network.toString(), parsed.cidr.bits, parsed.cidr.text]).toEqual([
    network,
    bits,
    text.trim(),
  ]);
});

test.each([
  ["", "it is not a range"],
  ["localhost", "it is not a range"],
  ["10.0.0/8", "it is not a range"],
  ["010.0.0.0/8", "it is not a range"],
  ["10.0.0.0/8/8", "it is not a range"],
  ["fe80::1%eth0/64", "it is not a range"],
  ["10.0.0.0/", "after the slash"],
  ["10.0.0.0/-1", "after the slash"],
  ["10.0.0.0/8.0", "after the slash"],
  ["10.0.0.0/255.0.0.0", "after the slash"],
  ["10.0.0.0/33", "at most 32"],
  ["fd00::/129", "at most 128"],
  ["::ffff:10.0.0.0/104", "write it as an IPv4 range"],
  ["10.1.2.3/8", "write 10.0.0.0/8 for the range, or 10.1.2.3/32 for the one address"],
  ["192.168.1.129/25", "write 192.168.1.128/25"],
  ["fd00::1/8", "write fd00::/8"],
  ["2001:db8:1::/47", "write 2001:db8::/47"],
])("%j is refused: %s", (text, words) => {
  const parsed = parseCidr(text);
  expect(parsed.ok).toBe(false);
  expect(!parsed.ok && parsed.problem).toContain(words);
});

const families = [
  { family: "ipv4", addresses: fc.ipV4(), bits: 32 },
  { family: "ipv6", addresses: fc.ipV6().filter((ip) => parseAddress(ip)?.kind() === "ipv6"), bits: 128 },
] as const;

test.each(families)("a range of $family holds what Node's own matcher says that it holds", (row) => {
  const { family, addresses, bits } = row;
  fc.assert(
    fc.property(addresses, fc.integer({ min: 0, max: bits }), addresses, (inside, prefix, other) => {
      const range = rangeAround(inside, prefix);
      const list = new BlockList();
      list.addSubnet(inside, prefix, family);
      expect(contains(range, read(inside))).toBe(true);
      expect(contains(range, read(other))).toBe(list.check(other, family));
    }),
    { numRuns: 1000 },
  );
});

test("a range contains no address of the other family", () => {
  expect(contains(rangeAround("0.0.0.0", 0), read("::1"))).toBe(false);
  expect(contains(rangeAround("::", 0), read("127.0.0.1"))).toBe(false);
});

function read(ip: string): Address {
  const address = parseAddress(ip);
  if (address === undefined) throw new Error(`Not an address: ${ip}`);
  return address;
}

/** The range with this many bits around an address. A refusal suggests the first address of this range. */
function rangeAround(ip: string, bits: number): Cidr {
  const given = parseCidr(`${ip}/${bits}`);
  if (given.ok) return given.cidr;
  const corrected = parseCidr(/write (\S+) for the range/.exec(given.problem)?.[1] ?? "");
  if (!corrected.ok) throw new Error(corrected.problem);
  return corrected.cidr;
}

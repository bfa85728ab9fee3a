import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contains, parseAddress, parseCidr } from "#core/target/cidr.ts";

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

test("a range holds what Node's own matcher says that it holds", () => {
  const ranges = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.ipV4()),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.ipV6()),
  );
  fc.assert(
    fc.property(ranges, fc.boolean(), ([start, bits, other], near) => {
      const network = /write (\S+)\/\d+ for the range/.exec(problemOf(`${start}/${bits}`))?.[1] ?? start;
      const parsed = parseCidr(`${network}/${bits}`);
      const address = parseAddress(near ? start : other);
      if (!parsed.ok || address === undefined) return;
      const list = new BlockList();
      list.addSubnet(network, bits, isIP(network) === 6 ? "ipv6" : "ipv4");
      const kind = address.kind();
      if (kind !== parsed.cidr.network.kind()) return;
      expect(contains(parsed.cidr, address)).toBe(list.check(address.toString(), kind));
      if (near) expect(contains(parsed.cidr, address)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

function problemOf(text: string): string {
  const parsed = parseCidr(text);
  return parsed.ok ? "" : parsed.problem;
}

import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressVerdict } from "#core/target/address-rules.ts";
import { addressRanges } from "#support/address-ranges.ts";

const verdict = (ip: string, ...allowed: string[]) => addressVerdict(ip, addressRanges(...allowed));

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "169.253.255.255",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.1",
  "192.167.255.255",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2000::",
  "2001:200::1",
  "2001:4860:4860::8888",
  "2606:4700:4700::1111",
  "2a00:1450:4001:82a::200e",
  "3ffe:ffff::1",
  "::ffff:1.1.1.1",
  "::FFFF:101:101",
  "0:0:0:0:0:ffff:1.1.1.1",
])("%s is public", (ip) => {
  expect(verdict(ip)).toEqual({ ok: true, opened: false });
});

test.each([
  ["0.0.0.0", "the unspecified address"],
  ["0.1.2.3", "this network"],
  ["10.0.0.0", "private"],
  ["10.255.255.255", "private"],
  ["100.64.0.0", "inside a provider's network"],
  ["100.100.100.200", "cloud metadata"],
  ["100.127.255.255", "inside a provider's network"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["168.63.129.16", "a cloud's host"],
  ["169.254.0.1", "link-local"],
  ["169.254.169.254", "cloud metadata"],
  ["169.254.170.2", "cloud credentials"],
  ["169.254.170.23", "cloud credentials"],
  ["172.16.0.0", "private"],
  ["172.31.255.255", "private"],
  ["192.0.0.1", "the protocol itself"],
  ["192.0.0.170", "the protocol itself"],
  ["192.0.0.192", "cloud metadata"],
  ["192.0.2.1", "documentation"],
  ["192.31.196.1", "DNS sink"],
  ["192.52.193.1", "multicast relay"],
  ["192.88.99.1", "IPv6 relay"],
  ["192.168.0.1", "private"],
  ["192.175.48.1", "DNS sink"],
  ["198.18.0.0", "benchmarks"],
  ["198.19.255.255", "benchmarks"],
  ["198.51.100.7", "documentation"],
  ["203.0.113.7", "documentation"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.255", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "the unspecified address"],
  ["::1", "loopback"],
  ["0000:0000:0000:0000:0000:0000:0000:0001", "loopback"],
  ["::127.0.0.1", "IPv4 address inside IPv6"],
  ["::7f00:1", "IPv4 address inside IPv6"],
  ["::8.8.8.8", "IPv4 address inside IPv6"],
  ["::ffff:0:8.8.8.8", "IPv4 address inside IPv6"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["0:0:0:0:0:ffff:a9fe:a9fe", "cloud metadata"],
  ["::ffff:10.1.2.3", "private"],
  ["::ffff:0:127.0.0.1", "IPv4 address inside IPv6"],
  ["64:ff9b::127.0.0.1", "translator"],
  ["64:ff9b::8.8.8.8", "translator"],
  ["64:ff9b:1::1", "translator"],
  ["100::1", "discarded"],
  ["100:0:0:1::1", "only represents another"],
  ["2001::1", "Teredo"],
  ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"],
  ["2001:1::1", "the protocol itself"],
  ["2001:2::1", "benchmarks"],
  ["2001:10::1", "ORCHID"],
  ["2001:2f:ffff::1", "ORCHID"],
  ["2001:30::1", "the protocol itself"],
  ["2001:1ff:ffff::1", "the protocol itself"],
  ["2001:db8::1", "documentation"],
  ["2002:7f00:1::1", "6to4"],
  ["2002:808:808::1", "6to4"],
  ["2620:4f:8000::1", "DNS sink"],
  ["3fff:fff:ffff::1", "documentation"],
  ["5f00::1", "segment routing"],
  ["fc00::1", "private"],
  ["fd00:ec2::254", "cloud metadata"],
  ["fd00:ec2::23", "cloud metadata"],
  ["fd20:ce::254", "cloud metadata"],
  ["fd20:ce::255", "private"],
  ["fd00:c1::a9fe:a9fe", "cloud metadata"],
  ["fd00:42::42", "cloud metadata"],
  ["fe80::a9fe:a9fe", "cloud metadata"],
  ["169.254.42.42", "cloud metadata"],
  ["fd12:3456::1", "private"],
  ["fe80::1", "link-local"],
  ["febf::1", "link-local"],
  ["fec0::1", "private"],
  ["ff02::1", "multicast"],
  ["ff0e::1", "multicast"],
  ["1fff:ffff::1", "not a public address"],
  ["4000::1", "not a public address"],
  ["200::1", "not a public address"],
])("%s is refused as %s", (ip, words) => {
  expect(verdict(ip)).toEqual({ ok: false, reason: expect.stringContaining(words) });
});

test.each([
  "",
  "localhost",
  "example.com",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "127.0.0.01",
  "127.0.0.1.",
  "127.0.0.1/32",
  "1.2.3.256",
  "1.2.3.4:80",
  "::ffff:0177.0.0.1",
  "::ffff:0x7f.0.0.1",
  "[::1]",
  "::1%lo",
  "fe80::1%eth0",
  "2606:4700::1%25eth0",
  "1::2::3",
  "2606:47000::1",
  ":::",
])("%j is not an address", (ip) => {
  expect(verdict(ip)).toEqual({ ok: false, reason: expect.stringContaining("not an IP address") });
});

test("a reason names the address in its plain form", () => {
  expect(verdict("::ffff:7f00:1")).toEqual({ ok: false, reason: "127.0.0.1 is a loopback address" });
});

test.each([
  ["10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"], ["9.255.255.255", "11.0.0.0", "127.0.0.1"]],
  ["127.0.0.1/32", ["127.0.0.1"], ["127.0.0.2", "::1"]],
  ["127.0.0.1", ["127.0.0.1"], ["127.0.0.0"]],
  ["192.168.4.0/23", ["192.168.4.0", "192.168.5.255"], ["192.168.3.255", "192.168.6.0"]],
  ["::1/128", ["::1"], ["::2", "127.0.0.1"]],
  ["fd00::/8", ["fd00::", "fdff:ffff::1"], ["fc00::1", "fe00::1"]],
  ["64:ff9b::/96", ["64:ff9b::a00:1"], ["64:ff9b:1::1", "10.0.0.1"]],
  ["0.0.0.0/0", ["127.0.0.1", "169.254.169.254"], ["::1"]],
])("%s opens exactly its addresses", (range, inside, outside) => {
  for (const ip of inside) expect(verdict(ip, range)).toEqual({ ok: true, opened: true });
  for (const ip of outside) expect(verdict(ip, range)).not.toHaveProperty("opened", true);
});

/** The non-public blocks of the two IANA registries, in Node's own matcher: a second opinion. */
const blocked = { ipv4: new BlockList(), ipv6: new BlockList() };
const registered = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
  203.0.113.0/24 224.0.0.0/3 168.63.129.16/32 ::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16
  2620:4f:8000::/48 3fff::/20`;
for (const range of registered.split(/\s+/)) {
  const [address = "", bits] = range.split("/");
  const family = address.includes(":") ? "ipv6" : "ipv4";
  blocked[family].addSubnet(address, Number(bits), family);
}
const isBlocked = (ip: string): boolean =>
  isIP(ip) === 6 ? blocked.ipv6.check(ip, "ipv6") : blocked.ipv4.check(ip, "ipv4");

test("any address is refused if and only if IANA's registries call it special", () => {
  const near = fc.constantFrom("2001:", "2002:", "2620:4f:", "3fff:", "fd00:", "2001:db8:").chain((start) =>
    fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }).map((groups) => {
      const given = start.split(":").filter((group) => group !== "");
      return [...given, ...groups.map((group) => group.toString(16))].slice(0, 8).join(":");
    }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6().filter((ip) => !/^(0*:)*:?(ffff:)/i.test(ip)),
        near,
      ),
      (ip) => {
        expect(verdict(ip).ok).toBe(!isBlocked(ip));
      },
    ),
    { numRuns: 5000 },
  );
});

test("an IPv4 address inside an IPv4-mapped IPv6 address is judged as the IPv4 address", () => {
  fc.assert(
    fc.property(fc.ipV4(), (ip) => {
      expect(verdict(`::ffff:${ip}`)).toEqual(verdict(ip));
    }),
  );
});

test("a text that is not an address is refused", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => isIP(text) === 0),
      (text) => {
        expect(verdict(text).ok).toBe(false);
      },
    ),
  );
});

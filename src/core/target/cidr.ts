// Reads IP addresses and ranges strictly: a spelling that two programs could read differently is refused.

import ipaddr from "ipaddr.js";

/** An IP address. An IPv4 address inside IPv6 (`::ffff:10.0.0.1`) is read as the IPv4 address. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses: all that share their first `bits` bits with `network`. */
export interface Cidr {
  readonly network: Address;
  readonly bits: number;
  /** The range as written. */
  readonly text: string;
}

/** A range, or the problem of its text in words. */
type ParsedCidr = { readonly ok: true; readonly cidr: Cidr } | { readonly ok: false; readonly problem: string };

/** Reads an address: dotted decimal or IPv6, without a zone. Undefined for any other text. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
  const plain = withoutDots(text);
  if (plain === undefined || plain.includes("%") || !ipaddr.IPv6.isValid(plain)) return undefined;
  const address = ipaddr.IPv6.parse(plain);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** IPv6 with its last four bytes in hexadecimal, because ipaddr.js reads `::1.2.3.4` as `::ffff:1.2.3.4`, a different address. */
function withoutDots(ipv6: string): string | undefined {
  if (!ipv6.includes(".")) return ipv6;
  const tailAt = ipv6.lastIndexOf(":") + 1;
  const tail = ipv6.slice(tailAt);
  if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return undefined;
  const bytes = ipaddr.IPv4.parse(tail).toByteArray();
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${ipv6.slice(0, tailAt)}${hex.slice(0, 4)}:${hex.slice(4)}`;
}

/**
 * Reads a range such as `10.0.0.0/8` or `fd00::/8`; an address alone is a range of one address. Bits after the prefix must be
 * zero, because `10.1.2.3/8` may mean one address or sixteen million.
 */
export function parseCidr(text: string): ParsedCidr {
  const [left = "", right, ...more] = text.trim().split("/");
  const network = parseAddress(left);
  if (network === undefined || more.length > 0) return refuse(text, "it is not a range like 10.0.0.0/8 or fd00::/8");
  if (network.kind() === "ipv4" && left.includes(":")) return refuse(text, "write it as an IPv4 range");
  const most = network.kind() === "ipv4" ? 32 : 128;
  if (right !== undefined && !/^\d{1,3}$/.test(right)) return refuse(text, "write a number of bits after the slash");
  const bits = right === undefined ? most : Number(right);
  if (bits > most) return refuse(text, `at most ${most} bits can follow the slash`);
  const first = firstAddress(network, bits);
  if (first.toString() !== network.toString()) {
    return refuse(text, `write ${first.toString()}/${bits} for the range, or ${left}/${most} for the one address`);
  }
  return { ok: true, cidr: { network, bits, text: text.trim() } };
}

function firstAddress(address: Address, bits: number): Address {
  const bytes = address
    .toByteArray()
    .map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))));
  return ipaddr.fromByteArray(bytes.map((byte) => byte & 0xff));
}

function refuse(text: string, why: string): ParsedCidr {
  return { ok: false, problem: `"${text}" can't be used as a range of addresses: ${why}.` };
}

/** Whether a range contains an address. */
export function contains(cidr: Cidr, address: Address): boolean {
  return cidr.network.kind() === address.kind() && address.match(cidr.network, cidr.bits);
}

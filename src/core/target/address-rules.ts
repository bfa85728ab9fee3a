// Which addresses a webhook may be sent to: public ones, and those that the operator opened. Whoever writes a flow
// chooses the host, and whoever runs that host's DNS chooses the address, so neither may reach what only this machine
// can: its own services, its network, the cloud's metadata.

import { type Address, type Cidr, contains, parseAddress, parseCidr } from "./cidr.ts";
import { GLOBAL_UNICAST_IPV6, SPECIAL_IPV4, SPECIAL_IPV6, type SpecialRange } from "./special-ranges.ts";

/** Whether an address may be dialled. */
export type AddressVerdict =
  | {
      readonly ok: true;
      /** By one of the operator's ranges, inside which plain http and any port are allowed as well. */
      readonly opened: boolean;
    }
  | {
      readonly ok: false;
      /** In words: "10.0.0.1 is a private address". */
      readonly reason: string;
    };

/** Judges the address that is about to be dialled; `allowed` opens exactly its ranges and nothing else. */
export function addressVerdict(ip: string, allowed: readonly Cidr[]): AddressVerdict {
  const address = parseAddress(ip);
  if (address === undefined) return { ok: false, reason: `"${ip}" is not an IP address` };
  if (allowed.some((cidr) => contains(cidr, address))) return { ok: true, opened: true };
  const name = specialName(address);
  return name === undefined ? { ok: true, opened: false } : { ok: false, reason: `${address.toString()} is ${name}` };
}

interface NamedRange {
  readonly cidr: Cidr;
  readonly name: string;
}

const IPV4_RANGES = SPECIAL_IPV4.map(named);
const IPV6_RANGES = SPECIAL_IPV6.map(named);
const GLOBAL_UNICAST = named([GLOBAL_UNICAST_IPV6, ""]).cidr;

function named([text, name]: SpecialRange): NamedRange {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return { cidr: parsed.cidr, name };
}

/** What a forbidden address is; undefined for a public one. */
function specialName(address: Address): string | undefined {
  const ranges = address.kind() === "ipv4" ? IPV4_RANGES : IPV6_RANGES;
  const range = ranges.find(({ cidr }) => contains(cidr, address));
  if (range !== undefined) return range.name;
  return address.kind() === "ipv4" || contains(GLOBAL_UNICAST, address) ? undefined : "not a public address";
}

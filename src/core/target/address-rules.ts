// Decides which addresses a webhook may be sent to: public ones, and those in ranges that the operator opened. The author of a
// flow chooses the host, and the owner of that host's DNS chooses the address, so neither may reach services that only this
// machine can reach: its own, those in its network, and the cloud's metadata.
//
// Sources of the refused ranges:
// - IANA IPv4 Special-Purpose Address Space, https://www.iana.org/assignments/iana-ipv4-special-registry
// - IANA IPv6 Special-Purpose Address Space, https://www.iana.org/assignments/iana-ipv6-special-registry
//   (both as of 2025-10-09)
// - IANA IPv4 multicast, https://www.iana.org/assignments/multicast-addresses
// - IANA IPv6 address space, https://www.iana.org/assignments/ipv6-address-space: unicast addresses are
//   allocated from 2000::/3 only, so everything outside it is refused; ranges outside it are listed below only for their name.
// - Azure's host address, https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
// - Metadata and credentials of clouds. All are in ranges that are refused anyway, and are listed for their name. AWS:
//   https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html, and for ECS and EKS
//   https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html. Google, IPv6:
//   https://cloud.google.com/compute/docs/metadata/querying-metadata. Oracle: https://github.com/oracle/oci-python-sdk.
//   Scaleway: https://docs.cloud-init.io/en/latest/reference/datasources/scaleway.html. Alibaba:
//   https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata. OpenStack, IPv6:
//   https://docs.openstack.org/nova/latest/user/metadata.html.
// Blocks that the registries call globally reachable but that have no web servers (anycast relays, AS112, ORCHID) are refused as
// well.

import { type Address, type Cidr, contains, parseAddress, parseCidr } from "./cidr.ts";

/** A range, and its description, which completes "this is ...". */
type SpecialRange = readonly [cidr: string, name: string];

/** The most specific first: the first range that contains an address names it. */
export const SPECIAL_IPV4: readonly SpecialRange[] = [
  ["169.254.169.254/32", "the address of cloud metadata"],
  ["169.254.170.2/32", "the address of cloud credentials"],
  ["169.254.170.23/32", "the address of cloud credentials"],
  ["169.254.42.42/32", "the address of cloud metadata"],
  ["100.100.100.200/32", "the address of cloud metadata"],
  ["192.0.0.192/32", "the address of cloud metadata"],
  ["168.63.129.16/32", "the address of a cloud's host machine"],
  ["0.0.0.0/32", "the unspecified address"],
  ["0.0.0.0/8", "an address of this network itself"],
  ["10.0.0.0/8", "a private address"],
  ["100.64.0.0/10", "an address inside a provider's network"],
  ["127.0.0.0/8", "a loopback address"],
  ["169.254.0.0/16", "a link-local address"],
  ["172.16.0.0/12", "a private address"],
  ["192.0.0.0/24", "an address of the protocol itself"],
  ["192.0.2.0/24", "an address for documentation"],
  ["192.31.196.0/24", "an address of a DNS sink"],
  ["192.52.193.0/24", "the address of a multicast relay"],
  ["192.88.99.0/24", "the address of an IPv6 relay"],
  ["192.168.0.0/16", "a private address"],
  ["192.175.48.0/24", "an address of a DNS sink"],
  ["198.18.0.0/15", "an address for benchmarks"],
  ["198.51.100.0/24", "an address for documentation"],
  ["203.0.113.0/24", "an address for documentation"],
  ["224.0.0.0/4", "a multicast address"],
  ["255.255.255.255/32", "the broadcast address"],
  ["240.0.0.0/4", "a reserved address"],
];

/** The only range from which IPv6 unicast addresses are allocated. */
const GLOBAL_UNICAST_IPV6 = "2000::/3";

/** The most specific first: the first range that contains an address names it. */
export const SPECIAL_IPV6: readonly SpecialRange[] = [
  ["fd00:ec2::/32", "an address of cloud metadata"],
  ["fd20:ce::254/128", "the address of cloud metadata"],
  ["fd00:c1::a9fe:a9fe/128", "the address of cloud metadata"],
  ["fd00:42::42/128", "the address of cloud metadata"],
  ["fe80::a9fe:a9fe/128", "the address of cloud metadata"],
  ["::/128", "the unspecified address"],
  ["::1/128", "the loopback address"],
  ["::/96", "an IPv4 address inside IPv6"],
  ["::ffff:0:0:0/96", "an IPv4 address inside IPv6"],
  ["64:ff9b::/96", "an IPv4 address behind a translator"],
  ["64:ff9b:1::/48", "an IPv4 address behind a translator"],
  ["100::/64", "an address whose packets are discarded"],
  ["100:0:0:1::/64", "an address that only represents another"],
  ["2001::/32", "an IPv4 address in a tunnel (Teredo)"],
  ["2001:2::/48", "an address for benchmarks"],
  ["2001:10::/28", "an identifier, not an address (ORCHID)"],
  ["2001:20::/28", "an identifier, not an address (ORCHID)"],
  ["2001::/23", "an address of the protocol itself"],
  ["2001:db8::/32", "an address for documentation"],
  ["2002::/16", "an IPv4 address in a tunnel (6to4)"],
  ["2620:4f:8000::/48", "an address of a DNS sink"],
  ["3fff::/20", "an address for documentation"],
  ["5f00::/16", "an address of segment routing"],
  ["fc00::/7", "a private address"],
  ["fe80::/10", "a link-local address"],
  ["fec0::/10", "a private address"],
  ["ff00::/8", "a multicast address"],
];

/** Whether a connection to an address may be opened. */
type AddressVerdict =
  | {
      readonly ok: true;
      /** Whether a range of the operator contains it. Plain http and any port are allowed inside such a range. */
      readonly opened: boolean;
    }
  | {
      readonly ok: false;
      /** The reason in words: "10.0.0.1 is a private address". */
      readonly reason: string;
    };

/** Judges the address of a connection that is about to be opened; `allowed` opens exactly its ranges. */
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

/** The description of a forbidden address; undefined for a public one. */
function specialName(address: Address): string | undefined {
  const ranges = address.kind() === "ipv4" ? IPV4_RANGES : IPV6_RANGES;
  const range = ranges.find(({ cidr }) => contains(cidr, address));
  if (range !== undefined) return range.name;
  return address.kind() === "ipv4" || contains(GLOBAL_UNICAST, address) ? undefined : "not a public address";
}

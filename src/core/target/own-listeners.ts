// Whether an address is one where this very process listens. A webhook sent there would come in as an event and start
// flows again, or reach the management API from a machine that it trusts; so it is refused even where the address lies
// in a range that the operator opened.

import { type Address, parseAddress } from "./cidr.ts";

/** An address and port where this process accepts connections; the address as the server reports it. */
export interface Listener {
  readonly address: string;
  readonly port: number;
}

/**
 * Whether dialling this address and port would reach one of the listeners.
 * @param machine all addresses of the machine; asked only for a port where something listens, as few targets have it.
 */
export function reachesOwnListener(
  ip: string,
  port: number,
  listeners: readonly Listener[],
  machine: () => readonly string[],
): boolean {
  const local = listeners.filter((listener) => listener.port === port);
  const target = local.length > 0 ? parseAddress(ip) : undefined;
  if (target === undefined) return false;
  return local.some(({ address }) => reaches(target, parseAddress(address), machine));
}

function reaches(target: Address, bound: Address | undefined, machine: () => readonly string[]): boolean {
  if (bound === undefined) return false;
  if (target.toString() === bound.toString()) return true;
  const targetIsHere = isLoopbackOrUnspecified(target);
  if (bound.range() === "unspecified") return targetIsHere || isOneOf(machine(), target);
  return bound.range() === "loopback" && targetIsHere;
}

/** Dialling the unspecified address reaches the machine itself, as loopback does. */
function isLoopbackOrUnspecified(address: Address): boolean {
  return address.range() === "loopback" || address.range() === "unspecified";
}

function isOneOf(addresses: readonly string[], target: Address): boolean {
  return addresses.some((address) => parseAddress(address)?.toString() === target.toString());
}

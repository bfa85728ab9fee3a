// Recognizes addresses on which this process listens. A webhook to such an address could arrive as an event and start flows
// again, or reach the management API from a trusted machine, so it is refused even inside a range that the operator opened.

import { type Address, parseAddress } from "./cidr.ts";

/** An address and port on which this process accepts connections; the address as the server reports it. */
export interface Listener {
  readonly address: string;
  readonly port: number;
}

/**
 * Whether a connection to this address and port reaches one of the listeners.
 * @param machine returns all addresses of the machine; called only for a port of a listener, which few targets use.
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

/** A connection to the unspecified address reaches this machine, as loopback does. */
function isLoopbackOrUnspecified(address: Address): boolean {
  return address.range() === "loopback" || address.range() === "unspecified";
}

function isOneOf(addresses: readonly string[], target: Address): boolean {
  return addresses.some((address) => parseAddress(address)?.toString() === target.toString());
}

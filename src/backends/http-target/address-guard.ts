// Decides which addresses a connection may use. Every address is checked here when it is dialled, and only checked addresses are
// dialled: a name is looked up once, its addresses are filtered, and Node connects to the remaining ones without another lookup.
// So a DNS server can't return one address to the check and another to the connection.

import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import { addressVerdict } from "#core/target/address-rules.ts";
import { type Listener, reachesOwnListener } from "#core/target/own-listeners.ts";
import type { TargetPolicy } from "#core/target/target-url.ts";
import { AddressRefusedError, LookupFailedError } from "./connect-errors.ts";
import type { Lookup } from "./resolver.ts";

/** The maximum of addresses that an error lists, because a hostile name can have hundreds. */
const SHOWN_REFUSALS = 4;

/** The rules that an address is checked against. */
export interface GuardRules {
  readonly policy: TargetPolicy;
  /** The addresses on which this process listens now. */
  readonly ownListeners: () => readonly Listener[];
  readonly lookup: Lookup;
}

/** The destination of a connection. */
export interface Destination {
  readonly port: number;
  /** Only addresses in the policy's ranges are allowed: see `targetVerdict`. */
  readonly onlyAllowed: boolean;
}

/** Returns the reason why an address must not be dialled, as text; undefined if it may be dialled. */
export function refusal(ip: string, destination: Destination, rules: GuardRules): string | undefined {
  const verdict = addressVerdict(ip, rules.policy.allowed);
  if (!verdict.ok) return verdict.reason;
  if (destination.onlyAllowed && !verdict.opened) {
    return `${ip} is in no range that allows plain http or a port other than 443`;
  }
  if (reachesOwnListener(ip, destination.port, rules.ownListeners(), machineAddresses)) {
    return `${ip} port ${destination.port} is where Flowhook itself listens`;
  }
  return undefined;
}

/** Creates the lookup for a connection to this destination. It returns only those addresses of the name that may be dialled. */
export function guardedLookup(destination: Destination, rules: GuardRules): LookupFunction {
  return (name, _options, callback) => {
    rules.lookup(name).then(
      (addresses) => {
        const refusals = addresses.map((address) => refusal(address, destination, rules));
        const dialled = addresses.filter((_, index) => refusals[index] === undefined);
        if (dialled.length > 0)
          callback(
            null,
            dialled.map((address) => ({ address, family: isIP(address) })),
          );
        else callback(new AddressRefusedError(`${name}: ${refusals.slice(0, SHOWN_REFUSALS).join(", ")}`), []);
      },
      (error: unknown) => callback(error instanceof Error ? error : new LookupFailedError("EAI_FAIL"), []),
    );
  };
}

function machineAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}

// Looks up all addresses of a name. The system's lookup holds one of a few threads for as long as the name's
// server takes, so connections that are opened at the same time to one name share one lookup.

import { lookup } from "node:dns/promises";
import { LookupFailedError } from "./connect-errors.ts";

/** All addresses of a name, IPv4 and IPv6, in the order in which to try them. Rejects with an error that has a `code`. */
export type Lookup = (name: string) => Promise<readonly string[]>;

/** The system's lookup: the hosts file, then DNS. */
export const systemLookup: Lookup = async (name) => {
  const answers = await lookup(name, { all: true, order: "verbatim" });
  return answers.map(({ address }) => address);
};

/** A lookup that concurrent callers share for each name, and that fails only with LookupFailedError. */
export function sharedLookup(look: Lookup): Lookup {
  const inFlight = new Map<string, Promise<readonly string[]>>();
  return (name) => {
    const known = inFlight.get(name);
    if (known !== undefined) return known;
    const started = lookOnce(look, name).finally(() => inFlight.delete(name));
    inFlight.set(name, started);
    return started;
  };
}

async function lookOnce(look: Lookup, name: string): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = await look(name);
  } catch (error) {
    throw new LookupFailedError(codeOf(error) ?? "EAI_FAIL");
  }
  if (addresses.length === 0) throw new LookupFailedError("ENODATA");
  return addresses;
}

/** The code of a Node error, if it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

// The options of `flowhook serve`, read from the command line and the environment.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { HostLimits } from "#core/flow/host-limits.ts";
import type { JsonObject } from "#core/json.ts";
import { type Cidr, parseCidr } from "#core/target/cidr.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import { readLimits } from "./limit-option.ts";
import { ORGANIZATION_OPTION, readOrganization } from "./organization-option.ts";
import { packageRoot } from "./package-root.ts";
import { UsageError } from "./usage-error.ts";

/** What `flowhook serve` was asked to do. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly flows: string;
  readonly allowed: readonly Cidr[];
  readonly limits: HostLimits;
  /** The organization's time zone, an IANA name. */
  readonly timezone: string;
  /** What templates read as `organization`. */
  readonly organization: JsonObject;
  readonly demo: boolean;
}

const HIGHEST_PORT = 65_535;

/** Reads the command line of `flowhook serve`. */
export function parseServeOptions(args: string[]): ServeOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "8787" },
      host: { type: "string", default: "127.0.0.1" },
      data: { type: "string", default: ".flowhook" },
      flows: { type: "string" },
      timezone: { type: "string", default: "UTC" },
      ...ORGANIZATION_OPTION,
      "allow-target": { type: "string", multiple: true, default: [] },
      limit: { type: "string", multiple: true, default: [] },
      demo: { type: "boolean", default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > HIGHEST_PORT) {
    throw new UsageError(`--port must be a number from 0 to ${HIGHEST_PORT}, but is "${values.port}".`);
  }
  const { host, data, timezone, demo } = values;
  if (!isTimeZone(timezone)) {
    throw new UsageError(`--timezone must be an IANA name such as "Europe/Copenhagen", but is "${timezone}".`);
  }
  const flows = values.flows ?? defaultFlows(demo);
  const organization = readOrganization(values.organization);
  const targets = { allowed: values["allow-target"].map(readCidr), limits: readLimits(values.limit) };
  return { port, host, data, flows, timezone, organization, demo, ...targets };
}

/** The demo needs no folder of its user's: where there is none, it runs the flows that ship. */
function defaultFlows(demo: boolean): string {
  return demo && !existsSync("flows") ? join(packageRoot(), "flows") : "flows";
}

/** Reads the value of --allow-target. */
export function readCidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new UsageError(`--allow-target ${text}: ${parsed.problem}`);
  return parsed.cidr;
}

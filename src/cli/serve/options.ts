// The options of `flowhook serve`, read from the command line and the environment.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { z } from "zod";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { limitedHostSchema, strictest, type TargetLimits, targetLimitsSchema } from "#core/flow/target-limits.ts";
import type { JsonObject } from "#core/json.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import type { Cidr } from "#core/target/cidr.ts";

import { UsageError } from "../command-line/exit.ts";
import { ORGANIZATION_OPTION, readCidr, readOrganization, readTimeZone } from "../command-line/options.ts";
import { packageRoot } from "../package-root.ts";

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly flows: string;
  readonly allowed: readonly Cidr[];
  readonly limits: HostLimits;
  /** The organization's time zone: an IANA name. */
  readonly timezone: string;
  /** The value of `organization` in templates. */
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
  const { host, data, demo } = values;
  const timezone = readTimeZone(values.timezone);
  const flows = values.flows ?? defaultFlows(demo);
  const organization = readOrganization(values.organization);
  const targets = { allowed: values["allow-target"].map(readCidr), limits: readLimits(values.limit) };
  return { port, host, data, flows, timezone, organization, demo, ...targets };
}

/** Without a folder `flows`, the demo runs the flows of this package. */
function defaultFlows(demo: boolean): string {
  return demo && !existsSync("flows") ? join(packageRoot(), "flows") : "flows";
}

/** HOST=5/s,2: requests a second and concurrent requests. Either may be omitted. */
const FORM = /^(?<host>.+)=(?:(?<rate>[\d.]+)\/s)?(?:(?:(?<=s),|(?<==))(?<concurrency>\d+))?$/;

/** The limits from the values of --limit. If several name the same host, the lowest limit of each kind applies. */
export function readLimits(texts: readonly string[]): HostLimits {
  const all = new Map<string, TargetLimits>();
  for (const { host, limits } of texts.map(readLimit)) {
    all.set(host, strictest([all.get(host), limits]) ?? limits);
  }
  return Object.fromEntries(all);
}

function readLimit(text: string): { readonly host: string; readonly limits: TargetLimits } {
  const { host, rate, concurrency } = FORM.exec(text)?.groups ?? {};
  if (rate === undefined && concurrency === undefined) {
    throw new UsageError(
      `--limit must have the form HOST=RATE/s,CONCURRENCY, such as "api.crm.example=5/s,2", but is "${text}".`,
    );
  }
  const limits = {
    ...(rate === undefined ? {} : { requests_per_second: Number(rate) }),
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
  };
  return { host: parsed(limitedHostSchema, host, text), limits: parsed(targetLimitsSchema, limits, text) };
}

function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown, text: string): z.infer<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [problem] = problemsOfZod(result.error, "limit-invalid", given);
  throw new UsageError(`--limit ${text}: ${problem?.message ?? "This is not a limit."}`);
}

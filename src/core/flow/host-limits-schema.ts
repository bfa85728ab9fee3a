// The schema of limits of hosts; apart from that of the limits that flows declare, since few functions read settings.

import * as z from "zod";
import { targetLimitsSchema } from "./target-limits.ts";

const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/;

/** A host as it stands in URLs, with the port where it is not the scheme's own: "api.crm.example", "10.0.0.7:8443". */
export const limitedHostSchema = z
  .string()
  .transform((host) => host.toLowerCase())
  .refine((host) => HOST.test(host), {
    error: 'must be a host as it stands in URLs, such as "api.crm.example" or "10.0.0.7:8443"',
  });

/** Limits of hosts, as the organization's settings say them. */
export const hostLimitsSchema = z.record(limitedHostSchema, targetLimitsSchema);

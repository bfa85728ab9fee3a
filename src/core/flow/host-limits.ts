// Limits of hosts in the settings of a stack or a process. Their schema is in target-limits.ts, so that the types that users
// import do not depend on zod.

/** Limits by host: "api.crm.example", with the port unless it is the default port of the scheme. */
export type HostLimits = Readonly<
  Record<
    string,
    {
      /** Maximum requests a second. */
      readonly requests_per_second?: number;
      /** Maximum requests in flight. */
      readonly concurrency?: number;
    }
  >
>;

/** The host of a target such as "https://api.crm.example", with the port unless it is the default port of the scheme. */
export function hostOf(target: string): string {
  return target.slice(target.indexOf("//") + "//".length);
}

// Limits of hosts as the settings of a stack or a process give them. Apart from their schema, so that what users import
// knows nothing of zod.

/** Limits by host: "api.crm.example", with the port where it is not the scheme's own. */
export type HostLimits = Readonly<
  Record<
    string,
    {
      /** Most requests a second. */
      readonly requests_per_second?: number;
      /** Most requests under way at once. */
      readonly concurrency?: number;
    }
  >
>;

/** The host, with the port where it is not the scheme's own, of a target: "https://api.crm.example" and the like. */
export function hostOf(target: string): string {
  return target.slice(target.indexOf("//") + "//".length);
}

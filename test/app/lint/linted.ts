// The warnings about a flow, for tests.

import { lintFlow } from "#app/lint/lint-flow.ts";
import type { SampleEvent } from "#app/lint/sample-variables.ts";
import { shaped } from "#support/flow-files.ts";

/** Each warning about a flow file with a valid structure, as "rule pointer message". */
export function warnings(file: unknown, samples: readonly SampleEvent[] = []): string[] {
  return lintFlow(shaped(file), samples).map(({ rule, pointer, message }) => `${rule} ${pointer} ${message}`);
}

/** Each warning as "rule pointer", with the pointer relative to "/definition". */
export function warningPlaces(file: unknown, samples: readonly SampleEvent[] = []): string[] {
  return lintFlow(shaped(file), samples).map(({ rule, pointer }) => `${rule} ${pointer.replace("/definition", "")}`);
}

const equals = (value: string) => ({ type: "string", operator: "equals", value });

/** Conditions on the event's city and on the profile's address. */
export const city = (value: string) => ({ type: "metric-property", field: "City", filter: equals(value) });
export const mail = (value: string) => ({ type: "profile-property", property: "email", filter: equals(value) });

/** A filter of these groups. */
export function groups(...all: readonly (readonly unknown[])[]) {
  return { condition_groups: all.map((conditions) => ({ conditions })) };
}

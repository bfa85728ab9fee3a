// What flows are checked against when they are served, in the main thread and in the thread that parses changed files.

import type { KnownHere } from "#app/flows/check-secret-hosts.ts";
import { readCidr } from "./serve-options.ts";
import { readEnvironment } from "./serve-secrets.ts";

/** What that depends on, beside the environment. */
export interface FlowKnowledge {
  readonly demo: boolean;
  /** The ranges of --allow-target. */
  readonly allowTargets: readonly string[];
}

/** What is known of secrets and opened addresses; nothing in the demo, which shows what flows do and not what they lack. */
export function knownToServe({ demo, allowTargets }: FlowKnowledge): KnownHere | undefined {
  return demo ? undefined : { ...readEnvironment(process.env).known, allowed: allowTargets.map(readCidr) };
}

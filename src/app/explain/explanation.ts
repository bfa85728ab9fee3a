// What an explanation says: for each flow whether an event would start it, each check with what it saw, and the way that
// the run would take. Made to be read by programs as it is (times in ISO 8601, UTC) and laid out for people by the CLI.

import type { Status } from "#core/flow/status.ts";
import type { JsonValue } from "#core/json.ts";
import type { StepEnd, WebhookResult } from "#core/runs/step-run.ts";
import type { SplitStep, WaitStep } from "#core/runs/steps.ts";
import type { ShownWebhook } from "./show-webhook.ts";

/** What would become of an event. */
export interface Explanation {
  readonly event: {
    readonly id: string;
    readonly metric: string;
    /** All that names the profile: "email:ada@example.com". */
    readonly identifiers: readonly string[];
    readonly time: string;
    readonly received_at: string;
  };
  /** Whether the profile's past could be read; if not, everything is explained as if nothing had happened before. */
  readonly history: "known" | "unknown";
  readonly flows: readonly ExplainedFlow[];
}

/** would-start-if-live: its status alone keeps it from starting. */
export type Verdict = "starts" | "would-start-if-live" | "does-not-start";

/** What would become of an event in one flow. */
export interface ExplainedFlow {
  readonly flow_id: string;
  readonly name: string;
  readonly status: Status;
  readonly verdict: Verdict;
  /** In the order in which they are made. Of an event of another metric, the first alone. */
  readonly checks: readonly Check[];
  /** What to know when reading this. */
  readonly notes: readonly string[];
  /** The way of the run; absent where none would start. */
  readonly path?: ExplainedPath;
}

/** What is looked at before a run starts. */
export type CheckName =
  | "metric"
  | "trigger-filter"
  | "status"
  | "backfill"
  | "age"
  | "webhooks"
  | "profile-filter"
  | "re-entry";

/** One check, and what it found. */
export interface Check {
  readonly check: CheckName;
  readonly passes: boolean;
  /** What was found, in words. */
  readonly says: string;
  /** Of filters: their groups, all of which must hold. */
  readonly groups?: readonly ExplainedGroup[];
}

/** Conditions of which one must hold. */
export interface ExplainedGroup {
  readonly holds: boolean;
  readonly conditions: readonly ExplainedCondition[];
}

/** A condition, and the value that it saw. */
export interface ExplainedCondition {
  /** In words: `Tags contains "sale"`. */
  readonly condition: string;
  readonly holds: boolean;
  /** Absent where the value is not set. */
  readonly saw?: JsonValue;
  /** Why the value can't be compared, where it can't. */
  readonly note?: string;
}

/** The way of a run through a flow. */
export interface ExplainedPath {
  /** Whether the run is only assumed: the flow is not live, or the event would not start it. */
  readonly assumed: boolean;
  readonly steps: readonly PathStep[];
  readonly end: PathEnd;
}

/** Where and why the run ends. */
export interface PathEnd {
  readonly at: string;
  readonly reason: Extract<StepEnd, { type: "ended" }>["reason"];
  readonly says: string;
}

/** An action that the run comes by. */
export type PathStep = WebhookOnPath | WaitOnPath | SplitOnPath;

/** A webhook that the run comes by. */
export interface WebhookOnPath extends ShownWebhook {
  readonly type: "send-webhook";
  readonly at: string;
  readonly result: WebhookResult;
  /** What becomes of it, in words. */
  readonly says: string;
  /** The flow's profile filter, checked again here; absent where it has none. */
  readonly profile_filter?: readonly ExplainedGroup[];
}

/** A wait of the run. */
export interface WaitOnPath {
  readonly type: WaitStep["type"];
  readonly action_id: string;
  /** When it begins. */
  readonly at: string;
  readonly until: string;
  /** What is waited for, in words. */
  readonly says: string;
  /** The zone that its time of day or weekdays are in, and its end there; absent where it has neither. */
  readonly zone?: string;
  readonly until_there?: string;
}

/** A split, with the branches that were tried, in that order. */
export interface SplitOnPath {
  readonly type: SplitStep["type"];
  readonly action_id: string;
  readonly at: string;
  /** The id of the branch that is taken; absent where there is none for this run. */
  readonly branch?: string;
  readonly tried: readonly TriedBranch[];
}

/** A branch that was tried; without groups it is for all who match no other. */
export interface TriedBranch {
  readonly branch: string;
  readonly holds: boolean;
  readonly groups?: readonly ExplainedGroup[];
}

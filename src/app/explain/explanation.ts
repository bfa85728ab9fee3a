// The content of an explanation: for each flow whether an event would start it, each check with the value that it saw, and
// the path of the run. Programs read it as it is (times in ISO 8601, UTC); the CLI formats it for people.

import type { Status } from "#core/flow/status.ts";
import type { JsonValue } from "#core/json.ts";
import type { StepEnd, WebhookResult } from "#core/runs/step-run.ts";
import type { SplitStep, WaitStep } from "#core/runs/steps.ts";
import type { ShownWebhook } from "./show-webhook.ts";

/** The effects of an event on all flows. */
export interface Explanation {
  readonly event: {
    readonly id: string;
    readonly metric: string;
    /** Every identifier of the profile: "email:ada@example.com". */
    readonly identifiers: readonly string[];
    readonly time: string;
    readonly received_at: string;
  };
  /** Whether the profile's history could be read. If not, everything is explained as for a profile without a history. */
  readonly history: "known" | "unknown";
  readonly flows: readonly ExplainedFlow[];
}

/** would-start-if-live: only its status keeps it from starting. */
export type Verdict = "starts" | "would-start-if-live" | "does-not-start";

/** The effects of an event on one flow. */
export interface ExplainedFlow {
  readonly flow_id: string;
  readonly name: string;
  readonly status: Status;
  readonly verdict: Verdict;
  /** In the order in which they are made. For an event of another metric, only the first. */
  readonly checks: readonly Check[];
  /** Remarks for the reader. */
  readonly notes: readonly string[];
  /** The path of the run; absent if no run would start. */
  readonly path?: ExplainedPath;
}

/** The checks before a run starts. */
type CheckName =
  | "metric"
  | "trigger-filter"
  | "status"
  | "backfill"
  | "age"
  | "webhooks"
  | "profile-filter"
  | "re-entry";

/** One check, and its result. */
export interface Check {
  readonly check: CheckName;
  readonly passes: boolean;
  /** The result in words. */
  readonly says: string;
  /** The groups of a filter, all of which must hold. */
  readonly groups?: readonly ExplainedGroup[];
}

/** Conditions of which at least one must hold. */
export interface ExplainedGroup {
  readonly holds: boolean;
  readonly conditions: readonly ExplainedCondition[];
}

/** A condition, and the value that it saw. */
export interface ExplainedCondition {
  /** In words: `Tags contains "sale"`. */
  readonly condition: string;
  readonly holds: boolean;
  /** Absent if the value is not set. */
  readonly saw?: JsonValue;
  /** Why the value can't be compared, if it can't. */
  readonly note?: string;
}

/** The path of a run through a flow. */
export interface ExplainedPath {
  /** True if the run is only assumed: the flow is not live, or the event would not start it. */
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

/** An action on the path of a run. */
export type PathStep = WebhookOnPath | WaitOnPath | SplitOnPath;

/** A webhook on the path of a run. */
export interface WebhookOnPath extends ShownWebhook {
  readonly type: "send-webhook";
  readonly at: string;
  readonly result: WebhookResult;
  /** The result in words. */
  readonly says: string;
  /** The flow's profile filter, evaluated again at this step; absent if the flow has no filter. */
  readonly profile_filter?: readonly ExplainedGroup[];
}

/** A wait of the run. */
export interface WaitOnPath {
  readonly type: WaitStep["type"];
  readonly action_id: string;
  /** When it begins. */
  readonly at: string;
  readonly until: string;
  /** The wait in words. */
  readonly says: string;
  /** The zone of its time of day or weekdays, and its end in that zone; absent if it has neither. */
  readonly zone?: string;
  readonly until_there?: string;
}

/** A split, with the branches in the order in which they were tried. */
export interface SplitOnPath {
  readonly type: SplitStep["type"];
  readonly action_id: string;
  readonly at: string;
  /** The id of the branch that is taken; absent if no branch matches this run. */
  readonly branch?: string;
  readonly tried: readonly TriedBranch[];
}

/** A branch that was tried; without groups, the branch for runs that match no other. */
export interface TriedBranch {
  readonly branch: string;
  readonly holds: boolean;
  readonly groups?: readonly ExplainedGroup[];
}

// Explains whether re-entry criteria would let a profile in, without entering it: the question of ProfileStore.enter,
// answered by reading the stored entries.

import { profileIdentifiers } from "#core/event/profile.ts";
import type { RunStart } from "#core/profiles/facts.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { shortIsoTime } from "#core/time.ts";
import { describeDuration } from "./describe-duration.ts";
import type { Check } from "./explanation.ts";
import type { ProfileReader } from "./profile-reader.ts";

/** Checks a flow's re-entry criteria; undefined if they always let in. */
export async function explainReentry(
  profiles: ProfileReader,
  flow: RunnableFlow,
  run: RunStart,
): Promise<Check | undefined> {
  if (flow.reentryMs === 0) return undefined;
  const identifiers = profileIdentifiers(run.event.profile);
  const lastEntry = (except: string, by: number) => profiles.lastEntry(flow.id, identifiers, except, by);
  const last = await lastEntry(run.event.id, Number.MAX_SAFE_INTEGER);
  if (await hasEntered(lastEntry, run.event.id, last)) {
    return check(true, "This event has entered the flow already; sending it again has no effect.");
  }
  if (last === undefined) return check(true, `The profile has not been in this flow${since(flow)}.`);
  const at = shortIsoTime(last);
  if (flow.reentryMs === Number.POSITIVE_INFINITY) {
    return check(false, `The profile entered at ${at}, and a profile enters this flow once.`);
  }
  const again = last + flow.reentryMs;
  const criteria = `may enter again ${describeDuration(flow.reentryMs)} later, from ${shortIsoTime(again)} on`;
  return check(run.started_at >= again, `The profile entered at ${at} and ${criteria}.`);
}

type LastEntry = (except: string, by: number) => Promise<number | undefined>;

/** No event has this id, so no entry is excluded. */
const NO_EVENT = "";

/** Returns whether one of the two stored entries is the event's own. `last` is the last entry by another event. */
async function hasEntered(lastEntry: LastEntry, id: string, last: number | undefined): Promise<boolean> {
  const newest = await lastEntry(NO_EVENT, Number.MAX_SAFE_INTEGER);
  if (newest !== last) return true;
  if (last === undefined) return false;
  const [own, other] = await Promise.all([lastEntry(NO_EVENT, last - 1), lastEntry(id, last - 1)]);
  return own !== other;
}

function since({ reentryMs }: RunnableFlow): string {
  return reentryMs === Number.POSITIVE_INFINITY ? "" : ", as far as is remembered";
}

function check(passes: boolean, says: string): Check {
  return { check: "re-entry", passes, says };
}

// Finds legal parts of a flow that its author most likely did not mean, when flows are loaded and checked. A flow with
// warnings runs.

import type { Flow } from "#core/flow/flow.ts";
import { type FlowParts, partsOfFlow } from "#core/flow/flow-parts.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import type { Cidr } from "#core/target/cidr.ts";
import { originOf } from "#core/target/origin.ts";
import { targetVerdict } from "#core/target/target-url.ts";
import { findMissingSecrets, type KnownHere } from "../flows/check-secret-hosts.ts";
import { findContradictions } from "./contradictions.ts";
import { findDeadBranches } from "./dead-branches.ts";
import { findHistoryBeginnings } from "./history-beginnings.ts";
import { findNothingSent } from "./nothing-sent.ts";
import { findUnknownVariables, type SampleEvent } from "./sample-variables.ts";

/**
 * Returns the warnings about a flow that was checked with its templates. A disabled flow gets no warnings.
 * @param samples events to check the templates' variables against.
 * @param known the known secrets and opened addresses; absent if unknown.
 */
export function lintFlow(flow: Flow, samples: readonly SampleEvent[] = [], known?: KnownHere): Problem<FlowWarning>[] {
  if (flow.status === "disabled") return [];
  const parts = partsOfFlow(flow);
  return [
    ...findContradictions(flow),
    ...findDeadBranches(flow),
    ...findNothingSent(flow),
    ...findHistoryBeginnings(parts),
    ...findUnopenedUrls(parts, known?.allowed ?? []),
    ...(known ? findMissingSecrets(parts, known) : []),
    ...(samples.length > 0 ? findUnknownVariables(parts, samples) : []),
  ];
}

const UNOPENED = "unless the operator opens";

/** Finds URLs that webhooks are refused to unless the operator opens addresses outside of `allowed`. */
function findUnopenedUrls({ actions }: FlowParts, allowed: readonly Cidr[]): Problem<FlowWarning>[] {
  return actions.flatMap(({ message }, index) => {
    const warning = message && warningOf(message.url, allowed);
    if (warning === undefined) return [];
    const [rule, text] = warning;
    return [flowWarning(rule, ["definition", "actions", index, "data", "message", "url"], text)];
  });
}

function warningOf(url: string, allowed: readonly Cidr[]): readonly [FlowWarning, string] | undefined {
  const verdict = targetVerdict(originOf(url), URL.parse, { allowed });
  if (verdict.ok) return undefined;
  if (/^http:/i.test(url)) {
    const why = `Nothing is sent to this URL ${UNOPENED} the target's addresses (--allow-target).`;
    return ["flow-url-not-https", `${why} Use https:// where the target has it.`];
  }
  if (verdict.rule !== "url-address" && verdict.rule !== "url-port") return undefined;
  return ["flow-url-not-open", `${verdict.message} Nothing is sent to it ${UNOPENED} its addresses (--allow-target).`];
}

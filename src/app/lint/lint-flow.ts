// What is legal in a flow but most likely not meant, found where flows are loaded and checked. A flow with warnings runs.

import type { Flow } from "#core/flow/flow.ts";
import { type FlowParts, partsOfFlow } from "#core/flow/flow-parts.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import { findMissingSecrets, type KnownSecrets } from "../flows/check-secret-hosts.ts";
import { findContradictions } from "./contradictions.ts";
import { findDeadBranches } from "./dead-branches.ts";
import { findHistoryBeginnings } from "./history-beginnings.ts";
import { findNothingSent } from "./nothing-sent.ts";
import { findUnknownVariables, type SampleEvent } from "./sample-variables.ts";

/**
 * The warnings about a flow that was checked, its templates included; none about one that is disabled.
 * @param samples events to look for the templates' variables in.
 * @param known what is known of the secrets that flows read; absent: nothing.
 */
export function lintFlow(
  flow: Flow,
  samples: readonly SampleEvent[] = [],
  known?: KnownSecrets,
): Problem<FlowWarning>[] {
  if (flow.status === "disabled") return [];
  const parts = partsOfFlow(flow);
  return [
    ...findContradictions(flow),
    ...findDeadBranches(flow),
    ...findNothingSent(flow),
    ...findHistoryBeginnings(parts),
    ...findPlainHttp(parts),
    ...(known ? findMissingSecrets(parts, known) : []),
    ...(samples.length > 0 ? findUnknownVariables(parts, samples) : []),
  ];
}

function findPlainHttp({ actions }: FlowParts): Problem<FlowWarning>[] {
  return actions.flatMap(({ message }, index) => {
    if (message === undefined || !/^http:/i.test(message.url)) return [];
    const why = "Nothing is sent to this URL unless the operator opens the target's addresses (--allow-target).";
    const path = ["definition", "actions", index, "data", "message", "url"];
    return [flowWarning("flow-url-not-https", path, `${why} Use https:// where the target has it.`)];
  });
}

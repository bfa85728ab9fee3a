// Whether the webhooks of a flow may have the secrets that they read, where it is known to which hosts those may be sent:
// told when the flow is loaded, so that nobody learns it from the first delivery, which would not be sent.

import type { FlowParts } from "#core/flow/flow-parts.ts";
import { flowProblem } from "#core/flow/flow-rules.ts";
import { keysOfPointer, type Problem } from "#core/problem.ts";
import { describeHosts, mayBeSentTo, type SecretHosts } from "#core/target/secret-hosts.ts";
import { compileMessage } from "../delivery/webhook-template.ts";

/** What is known of secrets where flows are loaded. */
export interface KnownSecrets {
  /** The hosts that a secret may be sent to; undefined where nothing is known of it. */
  hostsOf(name: string): SecretHosts | undefined;
}

/** Each place of a flow that reads a secret which may not be sent to its webhook's host. */
export function checkSecretHosts({ actions }: FlowParts, known: KnownSecrets): Problem[] {
  return actions.flatMap(({ message }, index) => {
    const compiled = message && compileMessage(message);
    if (!compiled?.ok) return []; // what is wrong with it is told as such
    const { origin, variables } = compiled.template;
    const host = new URL(origin).hostname;
    return variables.flatMap(({ path: [root, name], pointer, line, column }) => {
      if (root !== "secrets" || typeof name !== "string") return [];
      const hosts = known.hostsOf(name);
      if (hosts === undefined || mayBeSentTo(hosts, host)) return [];
      const path = ["definition", "actions", index, "data", "message", ...keysOfPointer(pointer)];
      const message = `The secret "${name}" may be sent to ${describeHosts(hosts)}; this webhook goes to ${host}.`;
      return [{ ...flowProblem("flow-secret-host", path, message), line, column }];
    });
  });
}

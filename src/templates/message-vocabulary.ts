// What the templates of a message may name: the variables of variables.ts, secrets in headers and URL alone, and no data of
// other metrics.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import { didYouMean } from "#core/nearest-name.ts";
import type { Refusal, VariablePath, Vocabulary } from "./dialect/dialect.ts";
import { otherMetricProperty, otherMetricRoot } from "./other-metrics.ts";
import { refusedFilter, refusedTag, refusedVariable, unknownVariable } from "./refused-names.ts";
import { ROOTS, SECRETS } from "./variables.ts";

/** What to know of a message's place and flow. */
export interface MessageScope {
  /** Whether `secrets.name` may be read: in headers and the URL. */
  readonly secrets: boolean;
  /** The metrics of the flow, where they are known. */
  readonly metrics: FlowMetrics | undefined;
}

/** The vocabulary of a message's templates. */
export function messageVocabulary({ secrets, metrics }: MessageScope): Vocabulary {
  return {
    roots: new Set([...ROOTS, SECRETS]),
    unknownVariable(path, known) {
      const root = String(path[0]);
      const mayBeMeant = secrets ? known : known.filter((name) => name !== SECRETS);
      return refusedVariable(root) ?? otherMetricRoot(path, metrics) ?? unknownVariable(root, mayBeMeant);
    },
    refuseVariable(path, written) {
      return path[0] === SECRETS ? secretProblem(written, secrets) : otherMetricProperty(path, metrics);
    },
    refuseNewName: (name) => (name === SECRETS ? SECRETS_TAKEN : undefined),
    refuseTag: refusedTag,
    refuseFilter: refusedFilter,
    didYouMean,
  };
}

const SECRETS_TAKEN: Refusal = {
  rule: "template-secret-name",
  message: `"${SECRETS}" is the name of the secrets: choose another one.`,
};

function secretProblem([, name, ...more]: VariablePath, allowed: boolean): Refusal | undefined {
  if (!allowed) {
    const message = "Secrets can be used in headers and in the URL's path and query, not in the body.";
    return { rule: "template-secret-in-body", message };
  }
  if (typeof name === "string" && more.length === 0) return undefined;
  return { rule: "template-secret-name", message: "A secret is read by its name: {{ secrets.name }}." };
}

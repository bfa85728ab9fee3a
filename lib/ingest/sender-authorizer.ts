// The function that checks the keys of senders.

import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { AUTHORIZER_TIMEOUT } from "../api/keyed-api.ts";
import type { DataPolicy } from "../data-policy.ts";
import { FlowhookFunction } from "../flowhook-function.ts";
import { checkKeys } from "../permissions.ts";
import type { State } from "../state.ts";

/** Properties of the function. */
interface SenderAuthorizerProps {
  /** The secret whose value is the default key. */
  readonly key: Secret;
  readonly state: State;
  readonly data: DataPolicy;
}

/** Creates the function. */
export function senderAuthorizer(scope: Construct, { key, state, data }: SenderAuthorizerProps): FlowhookFunction {
  const handler = new FlowhookFunction(scope, "Authorizer", {
    name: "ingest-authorizer",
    description: "Flowhook: checks the keys of senders for ingest.",
    timeout: AUTHORIZER_TIMEOUT,
    environment: { KEY_SECRET_ARN: key.secretArn, KEYS_TABLE: state.keys.tableName },
    data,
  });
  handler.allow(["secretsmanager:GetSecretValue"], key.secretArn);
  checkKeys(handler, state);
  return handler;
}

// The management API on Lambda, composed.

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { handle } from "hono/aws-lambda";
import { managementApi } from "#api/management.ts";
import { apiGatewayClient, secretsManagerClient } from "#backends/aws/clients.ts";
import { DynamoDbKeyStore } from "#backends/aws/keys/dynamodb-key-store.ts";
import { UsagePlans } from "#backends/aws/keys/usage-plans.ts";
import { SecretText } from "#backends/aws/secrets/secret-text.ts";
import { equalSecrets } from "#backends/cryptography/equal-secrets.ts";
import { keyRandomness } from "#backends/cryptography/key-randomness.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import {
  catalogue,
  delayedDispatches,
  deliveryStore,
  dispatchQueue,
  profileStore,
  stoppedActions,
  targetHealths,
  waitingRuns,
} from "../adapters.ts";
import { environment } from "../environment.ts";
import { table } from "../resources.ts";
import { hostLimitsVariable, organizationVariable, usagePlansVariable } from "../settings-variables.ts";

const env = environment("management");

const adminToken = new SecretText(secretsManagerClient(), env.ADMIN_TOKEN_SECRET_ARN, Date.now);

const flows = catalogue(env);

const DEFAULT_KEY_ADVICE =
  "The default key is the value of the secret that the stack's output IngestKeySecret names. Put another value into the secret; ingest accepts it within seconds, and the earlier value for at most a minute more.";

/** Called by API Gateway. */
export const handler = handle(
  managementApi({
    store: deliveryStore(env, flows),
    dispatchQueue: dispatchQueue(env),
    delayedDispatches: delayedDispatches(env),
    catalogue: flows,
    profiles: profileStore(env),
    keys: new DynamoDbKeyStore(table(env.KEYS_TABLE)),
    keyGateway: new UsagePlans({
      client: apiGatewayClient(),
      apiId: env.INGEST_API_ID,
      stackName: env.STACK_NAME,
      plans: usagePlansVariable.read(env.USAGE_PLANS),
    }),
    keyRandomness,
    defaultKeyAdvice: DEFAULT_KEY_ADVICE,
    waitingRuns: waitingRuns(env),
    stops: stoppedActions(env),
    healths: targetHealths(env),
    hostLimits: hostLimitsVariable.read(env.HOST_LIMITS),
    organization: organizationVariable.read(env.ORGANIZATION),
    organizationZone: env.TIMEZONE,
    sha256Hex,
    isAdmin: (token) => adminToken.is(token, equalSecrets),
    newRequestId: randomUUID,
    newOwner: randomUUID,
    now: Date.now,
    pause,
    onError: console.error,
  }),
);

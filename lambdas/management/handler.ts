// The management API on Lambda, composed.

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { handle } from "hono/aws-lambda";
import { managementApi } from "#api/management.ts";
import { secretsManagerClient } from "#backends/aws/clients.ts";
import { SecretText } from "#backends/aws/secrets/secret-text.ts";
import { equalSecrets } from "#backends/cryptography/equal-secrets.ts";
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
import { hostLimitsVariable, organizationVariable } from "../settings-variables.ts";

const env = environment("management");

const adminToken = new SecretText(secretsManagerClient(), env.ADMIN_TOKEN_SECRET_ARN, Date.now);

const flows = catalogue(env);

/** Called by API Gateway. */
export const handler = handle(
  managementApi({
    store: deliveryStore(env, flows),
    dispatchQueue: dispatchQueue(env),
    delayedDispatches: delayedDispatches(env),
    catalogue: flows,
    profiles: profileStore(env),
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

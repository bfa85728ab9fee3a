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
import { hostLimits } from "../host-limits.ts";

const adminToken = new SecretText(secretsManagerClient(), environment("ADMIN_TOKEN_SECRET_ARN"), Date.now);

const flows = catalogue();

/** Called by API Gateway. */
export const handler = handle(
  managementApi({
    store: deliveryStore(flows),
    dispatchQueue: dispatchQueue(),
    delayedDispatches: delayedDispatches(),
    catalogue: flows,
    profiles: profileStore(),
    waitingRuns: waitingRuns(),
    stops: stoppedActions(),
    healths: targetHealths(),
    hostLimits: hostLimits(environment("HOST_LIMITS")),
    organization: JSON.parse(environment("ORGANIZATION")),
    organizationZone: environment("TIMEZONE"),
    sha256Hex,
    isAdmin: (token) => adminToken.is(token, equalSecrets),
    newRequestId: randomUUID,
    newOwner: randomUUID,
    now: Date.now,
    pause,
    onError: console.error,
  }),
);

// The dispatcher, composed.

import { randomUUID } from "node:crypto";
import { DeliveryNews } from "#app/delivery/delivery-news.ts";
import { secretsManagerClient } from "#backends/aws/clients.ts";
import { SecretsManagerSecrets } from "#backends/aws/secrets/secrets-manager-secrets.ts";
import { refuseTo } from "#backends/aws/sqs/refuse-record.ts";
import { SqsFailedDeliveries } from "#backends/aws/sqs/sqs-failed-deliveries.ts";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { createHttpTarget } from "#backends/http-target/http-target.ts";
import { delayedDispatches, deliveryStore, dispatcherCatalogue, queueHandler, stoppedActions } from "../adapters.ts";
import { environment } from "../environment.ts";
import { logNews } from "../log-news.ts";
import { queue } from "../resources.ts";
import { allowedTargetsVariable, organizationVariable } from "../settings-variables.ts";
import { deliveryWork } from "./delivery-work.ts";
import { targetGate } from "./target-gate.ts";

const env = environment("dispatcher");

const failedDeliveries = queue(env.FAILED_DELIVERIES_URL);

const flows = dispatcherCatalogue(env);

const work = deliveryWork(
  {
    catalogue: flows,
    store: deliveryStore(env, flows),
    delayedDispatches: delayedDispatches(env),
    failedDeliveries: new SqsFailedDeliveries(failedDeliveries),
    stops: stoppedActions(env),
    gate: targetGate(env),
    secrets: new SecretsManagerSecrets({
      client: secretsManagerClient(),
      targetSecretsArn: env.TARGET_SECRETS_ARN,
      signingSecretArn: env.SIGNING_SECRET_ARN,
      now: Date.now,
    }),
    target: createHttpTarget({ policy: { allowed: allowedTargetsVariable.read(env.ALLOW_TARGETS) } }),
    news: new DeliveryNews(logNews, Date.now),
    hmac: hmacSha256Base64,
    now: Date.now,
    random: Math.random,
    newOwner: randomUUID,
    version: env.FLOWHOOK_VERSION,
    organization: organizationVariable.read(env.ORGANIZATION),
    organizationZone: env.TIMEZONE,
  },
  refuseTo(failedDeliveries),
);

/** Called with batches of the dispatch queue and of the retries queue. */
export const handler = queueHandler(env, work, env.DISPATCH_QUEUE_URL, env.RETRIES_QUEUE_URL);

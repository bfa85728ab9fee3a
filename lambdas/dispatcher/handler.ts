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
import { allowedTargets } from "./allowed-targets.ts";
import { deliveryWork } from "./delivery-work.ts";
import { targetGate } from "./target-gate.ts";

const failedDeliveries = queue("FAILED_DELIVERIES_URL");

const flows = dispatcherCatalogue();

const work = deliveryWork(
  {
    catalogue: flows,
    store: deliveryStore(flows),
    delayedDispatches: delayedDispatches(),
    failedDeliveries: new SqsFailedDeliveries(failedDeliveries),
    stops: stoppedActions(),
    gate: targetGate(),
    secrets: new SecretsManagerSecrets({
      client: secretsManagerClient(),
      targetSecretsArn: environment("TARGET_SECRETS_ARN"),
      signingSecretArn: environment("SIGNING_SECRET_ARN"),
      now: Date.now,
    }),
    target: createHttpTarget({ policy: { allowed: allowedTargets(environment("ALLOW_TARGETS")) } }),
    news: new DeliveryNews(logNews, Date.now),
    hmac: hmacSha256Base64,
    now: Date.now,
    random: Math.random,
    newOwner: randomUUID,
    version: environment("FLOWHOOK_VERSION"),
    organization: JSON.parse(environment("ORGANIZATION")),
    organizationZone: environment("TIMEZONE"),
  },
  refuseTo(failedDeliveries),
);

/** Called with batches of the dispatch queue and of the retries. */
export const handler = queueHandler(work, "DISPATCH_QUEUE_URL", "RETRIES_QUEUE_URL");

// The ingest function, composed.

import { setImmediate as turn } from "node:timers/promises";
import { secretsManagerClient } from "#backends/aws/clients.ts";
import { SecretsManagerSecrets } from "#backends/aws/secrets/secrets-manager-secrets.ts";
import { SqsEventsDeadLetters } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import { SqsEventsQueue } from "#backends/aws/sqs/sqs-events-queue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { sourceSignatures } from "#backends/cryptography/source-hmac.ts";
import { sources } from "../adapters.ts";
import { environment } from "../environment.ts";
import { queue } from "../resources.ts";
import { senderKeyPorts } from "../sender-keys.ts";
import { authenticateSender } from "./authenticate-sender.ts";
import { takeRequest } from "./take-request.ts";

const env = environment("ingest");

const events = new SqsEventsQueue(queue(env.EVENTS_QUEUE_URL));

/** Called by API Gateway. */
export const handler = takeRequest({
  sendEvents: (messages) => events.send(messages),
  eventsDeadLetters: new SqsEventsDeadLetters(queue(env.EVENTS_DEAD_LETTERS_URL)),
  now: Date.now,
  sha256Hex,
  turn,
  sources: {
    catalogue: sources(env),
    secrets: new SecretsManagerSecrets({
      client: secretsManagerClient(),
      targetSecretsArn: env.TARGET_SECRETS_ARN,
      now: Date.now,
    }),
    signatures: sourceSignatures,
    authenticate: authenticateSender(senderKeyPorts(env)),
    onUnusable: console.error,
  },
  onError: console.error,
});

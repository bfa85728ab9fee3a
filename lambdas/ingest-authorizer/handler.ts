// The authorizer of ingest, composed.

import { secretsManagerClient } from "#backends/aws/clients.ts";
import { DynamoDbPresentedKeys } from "#backends/aws/keys/dynamodb-presented-keys.ts";
import { SecretText } from "#backends/aws/secrets/secret-text.ts";
import { equalHashes, equalSecrets } from "#backends/cryptography/equal-secrets.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { environment } from "../environment.ts";
import { table } from "../resources.ts";
import { authorizeSender } from "./authorize-sender.ts";

const env = environment("ingest-authorizer");

const defaultKey = new SecretText(secretsManagerClient(), env.KEY_SECRET_ARN, Date.now);

/** Called by API Gateway. */
export const handler = authorizeSender({
  keys: new DynamoDbPresentedKeys(table(env.KEYS_TABLE)),
  isDefaultKey: (text) => defaultKey.is(text, equalSecrets),
  sha256Hex,
  equal: equalHashes,
  now: Date.now,
  onError: console.error,
});

// The authorizer of ingest, composed.

import { secretsManagerClient } from "#backends/aws/clients.ts";
import { SecretText } from "#backends/aws/secret-text.ts";
import { equalSecrets } from "#backends/cryptography/equal-secrets.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { environment } from "../environment.ts";
import { authorize } from "./authorize.ts";

const ingestKey = new SecretText(secretsManagerClient(), environment("INGEST_KEY_SECRET_ARN"), Date.now);

/** Called by API Gateway. */
export const handler = authorize({ isIngestKey: (key) => ingestKey.is(key, equalSecrets), sha256Hex });

// The authorizer of the management API, composed.

import { secretsManagerClient } from "#backends/aws/clients.ts";
import { SecretText } from "#backends/aws/secrets/secret-text.ts";
import { equalSecrets } from "#backends/cryptography/equal-secrets.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { environment } from "../environment.ts";
import { authorize } from "./authorize.ts";

const env = environment("authorizer");

const apiKey = new SecretText(secretsManagerClient(), env.KEY_SECRET_ARN, Date.now);

/** Called by API Gateway. */
export const handler = authorize({ isKey: (key) => apiKey.is(key, equalSecrets), sha256Hex });

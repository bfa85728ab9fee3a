// A secret whose value nobody has to think of: Secrets Manager draws it when the stack is first deployed, and it is
// never in a template, a log or an environment variable.

import { Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { removalPolicy } from "./pipeline-queue.ts";

/** Four letters of base64 make three bytes: 44 are 33 bytes, without padding. */
const LENGTH = 44;

/** All but letters and digits, so that a value is valid in a header, and as base64 for signing. */
const EXCLUDED = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** A secret of 44 letters and digits: 261 bits. */
export function generatedSecret(scope: Construct, id: string, description: string, retainData: boolean): Secret {
  const secret = new Secret(scope, id, {
    description,
    generateSecretString: { passwordLength: LENGTH, excludeCharacters: EXCLUDED },
    removalPolicy: removalPolicy(retainData),
  });
  acknowledgeNoRotation(secret);
  return secret;
}

/** Says why a secret is not exchanged by a schedule. */
export function acknowledgeNoRotation(secret: Secret): void {
  Validations.of(secret).acknowledge({
    id: "AwsSolutions-SMG4",
    reason: "The other side has to be given the new value at the same time, which only its owner can do.",
  });
}

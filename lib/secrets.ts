// The secrets of the stack. Secrets Manager generates the values of keys and tokens when the stack is first deployed, so they
// are never in a template, a log or an environment variable.

import { SecretValue, Validations } from "aws-cdk-lib";
import { Secret, type SecretProps } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { type DataPolicy, removalPolicy } from "./data-policy.ts";

/** Four characters of base64 encode three bytes: 44 characters are 33 bytes, without padding. */
const LENGTH = 44;

/** Everything except letters and digits, so that a value is valid in a header, and as base64 for signing. */
const EXCLUDED = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** A secret whose value is 44 generated letters and digits: 261 bits. */
export function generatedSecret(scope: Construct, id: string, description: string, data: DataPolicy): Secret {
  const generateSecretString = { passwordLength: LENGTH, excludeCharacters: EXCLUDED };
  return secret(scope, id, { description, generateSecretString }, data);
}

/** A secret that holds an empty JSON object until an operator writes to it. */
export function emptySecret(scope: Construct, id: string, description: string, data: DataPolicy): Secret {
  return secret(scope, id, { description, secretStringValue: SecretValue.unsafePlainText("{}") }, data);
}

function secret(scope: Construct, id: string, props: SecretProps, data: DataPolicy): Secret {
  const { encryptionKey } = data;
  const made = new Secret(scope, id, {
    ...props,
    ...(encryptionKey && { encryptionKey }),
    removalPolicy: removalPolicy(data),
  });
  Validations.of(made).acknowledge({
    id: "AwsSolutions-SMG4",
    reason: "The other side must receive a new value at the same time, which only its owner can arrange.",
  });
  return made;
}

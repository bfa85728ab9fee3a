// Secrets as a process on AWS has them: the real adapter, which keeps what it read for minutes, over a service that tells
// what the world's values are now.

import type { GetSecretValueCommandInput, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Secrets } from "#app/delivery/sending-ports.ts";
import type { Now } from "#app/ports.ts";
import { SecretsManagerSecrets } from "#backends/aws/secrets/secrets-manager-secrets.ts";
import type { Gate } from "./faulty.ts";

const TARGET_SECRETS = "target-secrets";
const SIGNING_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/** The hosts that the world's secrets may be sent to. */
const HOSTS = ["b.example", "locked.example"];

/** The secrets of a process. Each reading of the values goes through `gate`. */
export function simulatedSecrets(values: ReadonlyMap<string, string>, gate: Gate, now: Now): Secrets {
  const texts = () => {
    const named = [...values].map(([name, value]) => [name, { value, hosts: HOSTS }]);
    return JSON.stringify(Object.fromEntries(named));
  };
  const client = {
    send: ({ input }: { readonly input: GetSecretValueCommandInput }) => {
      if (input.SecretId !== TARGET_SECRETS) return Promise.resolve({ SecretString: SIGNING_SECRET });
      return gate(() => ({ SecretString: texts() }));
    },
  };
  return new SecretsManagerSecrets({
    // As much of the client as the adapter calls.
    client: client as unknown as SecretsManagerClient,
    ...{ targetSecretsArn: TARGET_SECRETS, signingSecretArn: "signing-secret", now },
  });
}

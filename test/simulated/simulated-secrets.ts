// The secrets of a process on AWS: the real adapter, which caches them for minutes, over a service with the world's current
// values.

import type { GetSecretValueCommandInput, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Secrets } from "#app/delivery/sending-ports.ts";
import type { Now } from "#app/ports.ts";
import { SecretsManagerSecrets } from "#backends/aws/secrets/secrets-manager-secrets.ts";
import type { Gate } from "./faulty.ts";

const TARGET_SECRETS = "target-secrets";
const SIGNING_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/** The hosts that the world's secrets may be sent to. */
const HOSTS = ["b.example", "locked.example"];

/** The secrets of a process. Each read of the values passes `gate`. */
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
    // The adapter calls only these methods of the client.
    client: client as unknown as SecretsManagerClient,
    ...{ targetSecretsArn: TARGET_SECRETS, signingSecretArn: "signing-secret", now },
  });
}

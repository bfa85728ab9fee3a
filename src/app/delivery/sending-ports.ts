// The ports of one request to a target: the secrets that go into it, and the HTTP client that sends it.

import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { SigningSecret } from "#core/delivery/signature.ts";
import type { SecretHosts } from "#core/target/secret-hosts.ts";

/** Why a secret can't be used: a mistake in the configuration, which its owner may correct at any time. */
export interface SecretFault {
  readonly ok: false;
  readonly reason: "secret-missing" | "secret-invalid";
  /** Names the secret and says what is wrong with it, without showing it. */
  readonly detail: string;
}

/** A secret that templates name, and the hosts that it may be sent to. */
export interface TargetSecret {
  readonly ok: true;
  readonly value: string;
  readonly hosts: SecretHosts;
  /** True if its owner allows answers to requests that carry it to be shown. Otherwise they are withheld. */
  readonly showAnswers?: boolean;
}

/** The secrets that sign webhooks. */
export interface SigningSecrets {
  readonly ok: true;
  /** The current one first; more than one during a rotation. Each call returns the same objects for the same secrets. */
  readonly secrets: readonly SigningSecret[];
}

/**
 * The secrets that templates name and the secrets that sign webhooks. An adapter may cache them for a few minutes; with
 * `since` (milliseconds since 1970) it returns values that it read at that time or later. Rejects only if the secrets can't
 * be read at all.
 */
export interface Secrets {
  /** `{{ secrets.name }}`. */
  get(name: string, since?: number): Promise<TargetSecret | SecretFault>;
  /** The signing secrets of a name that a flow gives; without a name, those of all flows that give none. */
  signing(name?: string, since?: number): Promise<SigningSecrets | SecretFault>;
}

/** A webhook, ready to be sent. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * Secrets, and the texts rendered from them. If there are any, the body of the answer is withheld: the target may repeat
   * them in an encoding that no list has.
   */
  readonly hidden?: readonly string[];
  /** True if the owner of each of these secrets allows the answer to be shown; known encodings of the secrets are hidden. */
  readonly showAnswer?: boolean;
}

/** The HTTP client for webhooks. It connects only to addresses that the address guard allows. */
export interface WebhookTarget {
  post(request: WebhookRequest): Promise<TargetAnswer>;
}

// Why an attempt did not deliver: codes for programs, and sentences for people. A reason is one of the codes below, or
// `http-<status>`. Attempts, dead letters and docs/errors.md use these codes and no others.
//
// The first table has the reasons on Flowhook's side: problems with flows, secrets and templates, and decisions of people.

/** The meaning of a reason, and its consequence. */
export interface ReasonEntry {
  /** One sentence that an operator understands. */
  readonly explanation: string;
  /** Whether the same request may succeed later. */
  readonly retried: boolean;
}

/** Reasons on Flowhook's side, independent of the target. */
export const OWN_REASONS = {
  "flow-not-found": {
    explanation: "The flow of this delivery does not exist any more.",
    retried: false,
  },
  "flow-not-live": {
    explanation: "The flow of this delivery is not live.",
    retried: false,
  },
  "action-not-found": {
    explanation: "The action of this delivery does not exist in the flow any more.",
    retried: false,
  },
  "action-not-live": {
    explanation: "The action of this delivery is not live.",
    retried: false,
  },
  "secret-missing": {
    // The secret may be set by the next attempt.
    explanation: "The message needs a secret that is not set.",
    retried: true,
  },
  "secret-invalid": {
    // The secret may be corrected by the next attempt.
    explanation: "The message needs a secret that does not have the required format.",
    retried: true,
  },
  "secret-not-for-host": {
    explanation: "The message reads a secret that may not be sent to this host, so nothing was sent.",
    retried: false,
  },
  "template-failed": {
    // The same event fails in the same way again.
    explanation: "A template can't be rendered with this event.",
    retried: false,
  },
  "waits-for-approval": {
    explanation: "The flow or the action is manual: the delivery waits until a person approves or discards it.",
    retried: false,
  },
  "action-stopped": {
    explanation:
      "The action is stopped because its target answered that it is gone: the delivery waits for a decision by a person.",
    retried: false,
  },
  "discarded-by-person": {
    explanation: "A person looked at the delivery and discarded it.",
    retried: false,
  },
  "profile-filter-failed": {
    explanation: "When the action was due, the profile no longer matched the flow's profile filter.",
    retried: false,
  },
  "run-cancelled": {
    explanation: "A person cancelled the run while it waited for this action.",
    retried: false,
  },
  "target-failing": {
    explanation: "The target failed repeatedly: the delivery waits, without using up attempts, until a probe succeeds.",
    retried: true,
  },
  "target-limited": {
    explanation: "The target receives as many requests as its limit allows: the delivery waits for its turn.",
    retried: true,
  },
  "target-unavailable": {
    explanation: "The delivery waited three days for its target and was given up.",
    retried: false,
  },
  "delivery-ends-process": {
    explanation: "The process ended repeatedly while it worked on this delivery.",
    retried: false,
  },
} as const satisfies Record<string, ReasonEntry>;

/** A reason on Flowhook's side. */
export type OwnReason = keyof typeof OWN_REASONS;

/** Reasons why a request ended without an HTTP answer. */
export const UNANSWERED_REASONS = {
  "url-refused": {
    explanation: "The URL breaks a rule for targets, so nothing was sent.",
    retried: false,
  },
  "address-refused": {
    explanation: "The target's address is not public and not in an allowed range, so nothing was sent.",
    retried: false,
  },
  "request-invalid": {
    explanation: "A header of the request has a name or a character that is not allowed, so nothing was sent.",
    retried: false,
  },
  "dns-failed": {
    explanation: "The target's name could not be looked up.",
    retried: true,
  },
  "connection-refused": {
    explanation: "The target's machine refused the connection: no server listens on that port.",
    retried: true,
  },
  "connection-failed": {
    explanation: "The connection to the target failed or broke: the network or the machine was unreachable.",
    retried: true,
  },
  "no-socket": {
    explanation: "The sending machine had no file descriptor or port left for another connection.",
    retried: true,
  },
  "no-free-connection": {
    explanation: "All connections to the target were busy, so the request was sent late or not at all.",
    retried: true,
  },
  "timeout-connect": {
    explanation: "The target did not accept a connection in time.",
    retried: true,
  },
  "tls-failed": {
    explanation: "The target accepted the connection, but the TLS handshake failed.",
    retried: true,
  },
  "certificate-refused": {
    explanation: "The target's certificate is not valid for its name, has expired or is not trusted.",
    retried: true,
  },
  timeout: {
    explanation: "The request was sent, but the target did not answer in time.",
    retried: true,
  },
  "timeout-response": {
    explanation: "The target began its answer but did not finish it in time.",
    retried: true,
  },
  "connection-closed": {
    explanation: "The target closed the connection before it answered.",
    retried: true,
  },
  "connection-stale": {
    // Not retried at once, because the target may have read the request.
    explanation: "The target closed a reused connection while the request was sent over it.",
    retried: true,
  },
  "response-cut": {
    explanation: "The target closed the connection in the middle of its answer.",
    retried: true,
  },
  "response-invalid": {
    explanation: "The target's answer is not valid HTTP.",
    retried: true,
  },
  "response-head-too-long": {
    explanation: "The headers of the target's answer exceed the limit.",
    retried: true,
  },
  "response-body-invalid": {
    explanation: "The body of the target's answer is broken: a chunk has the wrong length.",
    retried: true,
  },
  interrupted: {
    explanation: "Flowhook was stopped before the target answered. The attempt is made again after the next start.",
    retried: true,
  },
  "too-many-interim-answers": {
    explanation: "The target sent interim answers (1xx) but no final one.",
    retried: true,
  },
} as const satisfies Record<string, ReasonEntry>;

/** A reason without an HTTP answer. */
export type UnansweredReason = keyof typeof UNANSWERED_REASONS;

/** Reasons for answers that have a name; all other answers are `http-<status>`. */
export const ANSWERED_REASONS = {
  "redirect-refused": {
    explanation:
      "The target answered with a redirect, and Flowhook does not follow redirects. Put the final URL into the flow.",
    retried: false,
  },
  "protocol-switch-refused": {
    explanation: "The target wants to switch to another protocol (101), which Flowhook does not do.",
    retried: false,
  },
  "target-gone": {
    explanation: "The target answered that it is permanently gone and wants no more webhooks.",
    retried: false,
  },
} as const satisfies Record<string, ReasonEntry>;

/** Why an attempt did not deliver. */
export type Reason = OwnReason | UnansweredReason | keyof typeof ANSWERED_REASONS | `http-${number}`;

const WITHOUT_ANSWER = { ...OWN_REASONS, ...UNANSWERED_REASONS };

/** The meaning of the statuses that receivers of webhooks use most. */
const STATUS_MEANINGS: Readonly<Record<number, string>> = {
  400: "could not accept the request: check the payload",
  401: "did not accept the credentials: check the secret that the flow's headers use",
  403: "did not accept the credentials: check the secret that the flow's headers use",
  404: "has nothing at this URL",
  405: "does not accept POST at this URL",
  408: "did not wait for the complete request",
  413: "refused the payload as too large",
  415: "does not accept JSON at this URL",
  422: "could not accept the request: check the payload",
  429: "asked for fewer requests",
  500: "had an internal error",
  502: "had an internal error",
  503: "was not available",
  504: "was not available",
};

/** One sentence for people: why an attempt did not deliver. `status` is the status of the answer, if there was one. */
export function describeReason(reason: Reason, status?: number): string {
  // The `in` check showed that it is one of the keys.
  if (reason in WITHOUT_ANSWER) return WITHOUT_ANSWER[reason as keyof typeof WITHOUT_ANSWER].explanation;
  const shown = status === undefined ? "" : ` (HTTP ${status})`;
  if (reason in ANSWERED_REASONS) {
    return `${ANSWERED_REASONS[reason as keyof typeof ANSWERED_REASONS].explanation}${shown}`;
  }
  return `The target ${STATUS_MEANINGS[Number(reason.slice("http-".length))] ?? "did not accept the request"}${shown}.`;
}

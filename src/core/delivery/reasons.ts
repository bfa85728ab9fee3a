// Why a delivery came to nothing on this side: the codes of what is wrong with flows, secrets and templates, and of what
// people decided.

/** What a reason means, and what follows from it. */
export interface ReasonEntry {
  /** One sentence that an operator understands. */
  readonly explanation: string;
  /** Whether the same request may succeed later. */
  readonly retried: boolean;
}

/** Why a delivery came to nothing on this side, whatever its target would have answered. */
export const OWN_REASONS = {
  "flow-not-found": {
    explanation: "The flow of this delivery is not there any more.",
    retried: false,
  },
  "flow-not-live": {
    explanation: "The flow of this delivery is not live.",
    retried: false,
  },
  "action-not-found": {
    explanation: "The flow does not have the action of this delivery any more.",
    retried: false,
  },
  "action-not-live": {
    explanation: "The action of this delivery is not live.",
    retried: false,
  },
  "secret-missing": {
    // It may be there at the next attempt.
    explanation: "The message needs a secret that is not set.",
    retried: true,
  },
  "secret-invalid": {
    // It may be mended by the next attempt.
    explanation: "The message needs a secret that is not in the form that it must have.",
    retried: true,
  },
  "secret-not-for-host": {
    explanation: "The message reads a secret that may not be sent to this host, so nothing was sent.",
    retried: false,
  },
  "template-failed": {
    // The same event gives the same again.
    explanation: "A template can't be rendered with this event.",
    retried: false,
  },
  "waits-for-approval": {
    explanation: "The flow or the action is manual: the delivery waits until a person approves or discards it.",
    retried: false,
  },
  "action-stopped": {
    explanation:
      "The action sends nothing more, since its target said that it is gone: the delivery waits for a person.",
    retried: false,
  },
  "discarded-by-person": {
    explanation: "A person looked at the delivery and discarded it.",
    retried: false,
  },
  "profile-filter-failed": {
    explanation: "When the action was due, the profile did not match the flow's profile filter any more.",
    retried: false,
  },
  "run-cancelled": {
    explanation: "A person cancelled the run while it waited for this action.",
    retried: false,
  },
  "target-failing": {
    explanation:
      "The target failed again and again: the delivery waits, its attempts unspent, until a probe shows that it is back.",
    retried: true,
  },
  "target-limited": {
    explanation: "The target is sent as much as its limit allows: the delivery waits for its turn.",
    retried: true,
  },
  "target-unavailable": {
    explanation: "The delivery waited for three days until its target could be sent to, and was given up.",
    retried: false,
  },
  "delivery-ends-process": {
    explanation: "The process ended again and again while it worked on this delivery.",
    retried: false,
  },
} as const satisfies Record<string, ReasonEntry>;

/** Why a delivery came to nothing on this side. */
export type OwnReason = keyof typeof OWN_REASONS;

// Why an attempt did not deliver, as codes for programs and as sentences for people. A reason is one of the named codes
// below, or `http-<status>`. Attempts, dead letters and docs/errors.md all speak of these and no
// others.

/** Every way in which a request can end without an HTTP answer. */
export const UNANSWERED_REASONS = {
  "url-refused": {
    explanation: "The URL breaks a rule for targets, so nothing was sent.",
    retried: false,
  },
  "address-refused": {
    explanation: "The target's address is not a public one, and no allowed range holds it, so nothing was sent.",
    retried: false,
  },
  "request-invalid": {
    explanation: "A header of the request has a name or holds a character that is not allowed, so nothing was sent.",
    retried: false,
  },
  "dns-failed": {
    explanation: "The target's name could not be looked up.",
    retried: true,
  },
  "connection-refused": {
    explanation: "The target's machine refused the connection: nothing listens there.",
    retried: true,
  },
  "connection-failed": {
    explanation: "No connection to the target could be made or kept: the network or the machine was out of reach.",
    retried: true,
  },
  "no-socket": {
    explanation: "The machine that sends had no file or port left for another connection.",
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
    explanation: "The target accepted the connection, but no encryption could be agreed on.",
    retried: true,
  },
  "certificate-refused": {
    explanation: "The target's certificate is not valid for its name, has expired or is not trusted.",
    retried: true,
  },
  timeout: {
    explanation: "The request was sent, but no answer came in time.",
    retried: true,
  },
  "timeout-response": {
    explanation: "An answer began, but did not end in time.",
    retried: true,
  },
  "connection-closed": {
    explanation: "The target closed the connection before it answered.",
    retried: true,
  },
  "connection-stale": {
    // It is not sent again at once, as the target may have read it.
    explanation: "The target closed a kept connection just as the request was sent over it.",
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
    explanation: "The headers of the target's answer are longer than what is read of them.",
    retried: true,
  },
  "response-body-invalid": {
    explanation: "The target's answer is broken in its body: a chunk does not have the length that it should.",
    retried: true,
  },
  interrupted: {
    explanation: "Flowhook was stopped before the target answered. The attempt is made again after the next start.",
    retried: true,
  },
  "too-many-interim-answers": {
    explanation: "The target sent one interim answer (1xx) after the other, and no final one.",
    retried: true,
  },
} as const satisfies Record<string, ReasonEntry>;

/** Why there was no answer. */
export type UnansweredReason = keyof typeof UNANSWERED_REASONS;

/** Answers that have a name of their own; all others are `http-<status>`. */
export const ANSWERED_REASONS = {
  "redirect-refused": {
    explanation: "The target answered with a redirect, which is never followed: put the final URL into the flow.",
    retried: false,
  },
  "protocol-switch-refused": {
    explanation: "The target wants to go on in another protocol (101), which is never done.",
    retried: false,
  },
  "target-gone": {
    explanation: "The target says that it is gone for good and wants no more webhooks.",
    retried: false,
  },
} as const satisfies Record<string, ReasonEntry>;

/** Why an attempt did not deliver. */
export type Reason = OwnReason | UnansweredReason | keyof typeof ANSWERED_REASONS | `http-${number}`;

const WITHOUT_ANSWER = { ...OWN_REASONS, ...UNANSWERED_REASONS };

/** What the statuses mean that receivers of webhooks use most. */
const STATUS_MEANINGS: Readonly<Record<number, string>> = {
  400: "could not accept the request: look at the payload",
  401: "did not accept the credentials: look at the secret that the flow's headers use",
  403: "did not accept the credentials: look at the secret that the flow's headers use",
  404: "has nothing at this URL",
  405: "does not take POST at this URL",
  408: "did not wait for the whole request",
  413: "refused the payload as too large",
  415: "does not take JSON at this URL",
  422: "could not accept the request: look at the payload",
  429: "asked for fewer requests",
  500: "had an error of its own",
  502: "had an error of its own",
  503: "was not available",
  504: "was not available",
};

/** One sentence for people: why an attempt did not deliver. `status` is that of the answer, where there was one. */
export function describeReason(reason: Reason, status?: number): string {
  // `in` has shown that it is one of the keys.
  if (reason in WITHOUT_ANSWER) return WITHOUT_ANSWER[reason as keyof typeof WITHOUT_ANSWER].explanation;
  const shown = status === undefined ? "" : ` (HTTP ${status})`;
  if (reason in ANSWERED_REASONS) {
    return `${ANSWERED_REASONS[reason as keyof typeof ANSWERED_REASONS].explanation}${shown}`;
  }
  return `The target ${STATUS_MEANINGS[Number(reason.slice("http-".length))] ?? "did not accept the request"}${shown}.`;
}

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

// The invariants of every simulated world at rest. Each returns the violations, with the delivery's id.
// No loss: `unaccounted`, `misplacedEvents`, `wrongLetters`, `neverArrived`. No forbidden request: `sentTwice`,
// `sentAfterSuccess`, `sentUnapproved`, `overPolicy`. Correct content: `misnamed`, `changedBodies`, `disorderedAttempts`,
// `waitsTooLong`. And every error is one of the world's: `unexplainedErrors`.

export {
  changedBodies,
  misnamed,
  neverArrived,
  overPolicy,
  sentAfterSuccess,
  sentTwice,
  sentUnapproved,
} from "./invariants/arrivals.ts";
export {
  disorderedAttempts,
  misplacedEvents,
  unaccounted,
  unexplainedErrors,
  waitsTooLong,
  wrongLetters,
} from "./invariants/records.ts";

// What must hold of every simulated world once it is at rest. Each tells what breaks it, in words that name the delivery.
//
// That nothing is lost: `unaccounted`, `misplacedEvents`, `wrongLetters`, `neverArrived`. That nothing is sent that is not
// to be: `sentTwice`, `sentAfterSuccess`, `sentUnapproved`, `overPolicy`. That what is sent and kept is right: `misnamed`,
// `changedBodies`, `disorderedAttempts`, `waitsTooLong`. And that all errors are the world's: `unexplainedErrors`.

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

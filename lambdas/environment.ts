// The environment variables of each function. The constructs in lib/ write them and the handlers read them, and both are
// checked against this list: a variable that one side lacks does not compile.

const FLOWS = ["FLOWS_TABLE", "FLOWS_BUCKET"] as const;
const RENDERING = ["ORGANIZATION", "TIMEZONE"] as const;

/** The variables of each function, by its folder in lambdas/. */
const FUNCTION_VARIABLES = {
  authorizer: ["KEY_SECRET_ARN"],
  ingest: [
    "EVENTS_QUEUE_URL",
    "EVENTS_DEAD_LETTERS_URL",
    "FLOWS_TABLE",
    "TARGET_SECRETS_ARN",
    "KEY_SECRET_ARN",
    "KEYS_TABLE",
  ],
  "ingest-authorizer": ["KEY_SECRET_ARN", "KEYS_TABLE"],
  matcher: [
    ...FLOWS,
    "PROFILES_TABLE",
    "DELAYED_MESSAGES_TABLE",
    "EVENTS_QUEUE_URL",
    "EVENTS_DEAD_LETTERS_URL",
    "DISPATCH_QUEUE_URL",
    "STEPS_QUEUE_URL",
    "TIMEZONE",
  ],
  "flow-runner": [
    ...FLOWS,
    "PROFILES_TABLE",
    "DELIVERIES_TABLE",
    "DELAYED_MESSAGES_TABLE",
    "DISPATCH_QUEUE_URL",
    "STEPS_QUEUE_URL",
    "EVENTS_DEAD_LETTERS_URL",
    "TIMEZONE",
  ],
  dispatcher: [
    ...FLOWS,
    ...RENDERING,
    "DELIVERIES_TABLE",
    "DELAYED_MESSAGES_TABLE",
    "DISPATCH_QUEUE_URL",
    "RETRIES_QUEUE_URL",
    "TARGETS_TABLE",
    "FAILED_DELIVERIES_URL",
    "SIGNING_SECRET_ARN",
    "TARGET_SECRETS_ARN",
    "HOST_LIMITS",
    "ALLOW_TARGETS",
    // Read by Node itself: https://nodejs.org/api/cli.html#uv_threadpool_sizesize
    "UV_THREADPOOL_SIZE",
  ],
  sweeper: ["DELAYED_MESSAGES_TABLE", "RETRIES_QUEUE_URL", "STEPS_QUEUE_URL", "EVENTS_DEAD_LETTERS_URL"],
  "letter-cleaner": ["DELIVERIES_TABLE", "FAILED_DELIVERIES_URL", "EVENTS_DEAD_LETTERS_URL"],
  "flow-deployment": FLOWS,
  management: [
    ...FLOWS,
    ...RENDERING,
    "DELIVERIES_TABLE",
    "DELAYED_MESSAGES_TABLE",
    "DISPATCH_QUEUE_URL",
    "RETRIES_QUEUE_URL",
    "PROFILES_TABLE",
    "TARGETS_TABLE",
    "HOST_LIMITS",
    "ADMIN_TOKEN_SECRET_ARN",
    "KEYS_TABLE",
    "INGEST_API_ID",
    "STACK_NAME",
    "USAGE_PLANS",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A function, by the name of its folder in lambdas/. */
export type FunctionName = keyof typeof FUNCTION_VARIABLES;

/** The functions. */
// Object.keys returns strings; the keys of a constant object are known.
export const FUNCTION_NAMES = Object.keys(FUNCTION_VARIABLES) as FunctionName[];

/** Variables with these names. */
export type Variables<Name extends string> = Readonly<Record<Name, string>>;

/** The variables that a function has in addition to the version of the package, which all of them have. */
export type FunctionVariables<Name extends FunctionName> = Variables<(typeof FUNCTION_VARIABLES)[Name][number]>;

/** The variables of this process's function. Throws when any is missing, so that the function fails when it is deployed. */
export function environment<Name extends FunctionName>(
  name: Name,
): FunctionVariables<Name> & Variables<"FLOWHOOK_VERSION"> {
  const required: readonly string[] = [...FUNCTION_VARIABLES[name], "FLOWHOOK_VERSION"];
  const values = required.map((variable) => [variable, process.env[variable]] as const);
  const missing = values.flatMap(([variable, value]) => (value === undefined ? [variable] : []));
  if (missing.length > 0) throw new Error(`The function ${name} lacks environment variables: ${missing.join(", ")}`);
  // Every name of the type is in the list, and every value was just seen to be a text.
  return Object.fromEntries(values) as FunctionVariables<Name> & Variables<"FLOWHOOK_VERSION">;
}

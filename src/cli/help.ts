// How each command is called, as its --help shows it: short, within 100 columns.

const RUNNING = `  --url URL           the running Flowhook; else FLOWHOOK_URL, else http://127.0.0.1:8787
  --data DIR          the data directory of flowhook serve, for its token; by default .flowhook
  --json              all of it, as JSON
The admin token is FLOWHOOK_ADMIN_TOKEN, else the file admin-token in --data.
`;

const SELECTING = `  --flow ID           --action ID         --event ID          --reason CODE       --target HOST
  --profile ID        an email address, phone number or id of the profile
  --since TIME        created since then: a day, a time with a zone, or how long ago (30m, 2h, 1d)
  --until TIME        created before then
`;

const LENGTH = `  --limit N           so many; by default 50
  --all               all
`;

const PACE = `  --rate N            so many a second; by default 10
  --limit N           so many, then end
  --cursor CURSOR     go on where a command before ended
`;

/** flowhook serve */
export const SERVE = `Usage: flowhook serve [options]

Runs Flowhook here: one process, one SQLite file.
  --port 8787         the port to listen on; 0 takes a free one
  --host 127.0.0.1    the address to listen on
  --data .flowhook    the directory of the store
  --flows flows       the directory of the flow files
  --timezone UTC      the zone of times in flows for profiles without one; an IANA name
  --organization NAME=VALUE
                      what templates read as organization.NAME; repeatable
  --allow-target CIDR a range of addresses that webhooks may also be sent to, also by plain http;
                      repeatable
  --limit HOST=5/s,2  most requests a second to a host, and most at once; repeatable
  --demo              send an example event to a receiver on this machine, and show what happens
`;

/** flowhook validate */
export const VALIDATE = `Usage: flowhook validate [files or directories]

Checks flow files, by default those in flows.
  --events FILE       a sample event, or a directory of them, to look for variables in; repeatable
  --secrets NAME,...  all secrets that there are, to find misspelt ones; without it, those of the
                      environment (FLOWHOOK_SECRET_<NAME>) are compared for near misses
  --allow-target CIDR a range of addresses that webhooks may also be sent to; repeatable
  --json              problems and warnings as JSON
`;

/** flowhook explain */
export const EXPLAIN = `Usage: flowhook explain --event FILE [options]

Tells what flows would do with an event, and why; sends nothing.
  --event FILE        the event, as POST /events takes it; - reads it from the standard input
  --flows flows       the directory of the flow files, or one of them
  --flow ID           this flow alone
  --history FILE      a JSON list of events that happened before
  --timezone UTC      the zone of times in flows for profiles without one; an IANA name
  --organization NAME=VALUE
                      what templates read as organization.NAME; repeatable
  --received-at TIME  as if the event had come then, not now
  --anyway            show the way of a run also in flows that the event would not start
  --json              all of it, as JSON
`;

/** flowhook render */
export const RENDER = `Usage: flowhook render flow.yaml --event FILE [options]

Shows a flow's webhooks for an event; sends nothing.
  --event FILE        the event, as POST /events takes it; - reads it from the standard input
  --action ID         this webhook alone
  --timezone UTC      the zone of dates that name none; an IANA name
  --organization NAME=VALUE
                      what templates read as organization.NAME; repeatable
  --received-at TIME  as if the event had come then, not now
  --json              all of it, as JSON
`;

/** flowhook variables */
export const VARIABLES = `Usage: flowhook variables flow.yaml [options]

Lists the variables that a flow's webhooks read.
  --action ID         this webhook alone
  --json              all of it, as JSON
`;

/** flowhook test */
export const TEST = `Usage: flowhook test [files or directories] [options]

Plays the scenarios beside flows, by default those in flows/tests; sends nothing.
  --flows DIR         the directory of the flows; by default the folder above that of the scenarios
  --name TEXT         the scenarios with this in their names
  --json              the results as JSON
`;

/** flowhook schema */
export const SCHEMA = `Usage: flowhook schema [flows | scenarios]

Prints the JSON Schema of flow files, or of scenario files, for editors to complete and check them.
`;

/** flowhook import */
export const IMPORT = `Usage: flowhook import FILE [options]

Makes a flow file of a flow that was exported from Klaviyo's API, and lists what could not be
carried over. FILE is the answer of GET /api/flows/{id}?additional-fields[flow]=definition; - reads
it from the standard input.
  --metrics FILE      the names of metrics by their ids, or the answer of GET /api/metrics
  --id ID             the id of the flow; by default its name in lower case
  --out FILE          the file to write; by default flows/<id>.yaml; - is the standard output
  --force             replace the file where it exists
  --json              what was written and what is to be looked after, as JSON
`;

/** flowhook send */
export const SEND = `Usage: flowhook send FILE [options]

Sends an event, written as POST /events takes it; - reads it from the standard input.
  --url URL           else FLOWHOOK_INGEST_URL, else FLOWHOOK_URL, else http://127.0.0.1:8787
  --fresh             with a unique_id of its own, so that a file can be sent more than once
  --data DIR          the data directory of flowhook serve --demo, for its key; by default .flowhook
  --json              the answer, as JSON
The ingest key is FLOWHOOK_API_KEY, else that of the demo.
`;

/** flowhook test-send */
export const TEST_SEND = `Usage: flowhook test-send FLOW --event FILE [options]

Sends a webhook once, whatever the status of its flow, and shows request and answer. It is on record
as a test, and nothing follows from it. Ends with 0 where the target accepted it, else with 1.
  --event FILE        a sample event, as POST /events takes it; - reads it from the standard input
  --action ID         this webhook; needed where the flow has several
${RUNNING}`;

/** flowhook deliveries */
export const DELIVERIES = `Usage: flowhook deliveries [list] [selection] [--status STATUS] [--limit N | --all]
       flowhook deliveries show ID
       flowhook deliveries retry ID... [--force]
       flowhook deliveries approve | discard ID... | selection | --all
       flowhook deliveries replay selection [--force] [--status STATUS]

A selection:
${SELECTING}Listing:
  --status STATUS     waiting, sending, retrying, delivered, failed, parked, discarded, skipped,
                      tested
${LENGTH}Sending many:
${PACE}  --force             also what was delivered, skipped or discarded
${RUNNING}`;

/** flowhook dead-letters */
export const DEAD_LETTERS = `Usage: flowhook dead-letters [list] [selection] [--limit N | --all]
       flowhook dead-letters redrive ID... | selection | --all

A selection:
${SELECTING}Listing:
${LENGTH}Redriving:
${PACE}${RUNNING}`;

/** flowhook waits */
export const WAITS = `Usage: flowhook waits [list] --flow ID [--action ID] [--limit N | --all]
       flowhook waits counts --flow ID
       flowhook waits cancel --flow ID (--event ID | --action ID | --all)

Lists, counts and cancels runs that wait for their next action.
${RUNNING}`;

/** flowhook targets */
export const TARGETS = `Usage: flowhook targets [list]
       flowhook targets close TARGET

Lists targets and how they do. close sends again to one that failed: new deliveries at once, those
that wait at once too, and on AWS within 15 minutes.
${RUNNING}`;

/** flowhook stopped-actions */
export const STOPPED_ACTIONS = `Usage: flowhook stopped-actions [list]
       flowhook stopped-actions resume FLOW ACTION

Lists and resumes actions that send nothing more, since their targets said that they are gone.
${RUNNING}`;

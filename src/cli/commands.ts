// The commands of `flowhook`: the summary, the help text and the module of each. A module is loaded only when its command runs,
// because checking flow files needs no server and talking to a server needs no engine.

/** Runs a command; resolves with the exit code. */
type Command = (args: string[], version: string) => Promise<number>;

interface CommandEntry {
  /** One line of `flowhook --help`. */
  readonly summary: string;
  /** The output of `flowhook <command> --help`: at most 100 columns. */
  readonly help: string;
  readonly load: () => Promise<Command>;
}

const RUNNING = `Connection and output:
  --url URL           the running Flowhook; default: FLOWHOOK_URL, then http://127.0.0.1:8787
  --data DIR          data directory of flowhook serve, for its admin token; default: .flowhook
  --json              print JSON
The admin token is read from FLOWHOOK_ADMIN_TOKEN, then from the file admin-token in --data.
`;

const SELECTION = `  --flow ID           --action ID         --event ID          --reason CODE       --target HOST
  --profile ID        the profile's email address, phone number or id
  --since TIME        created at or after TIME: 2026-11-24, 2026-11-24T09:30:00Z, or an age such
                      as 30m, 2h or 1d
  --until TIME        created before TIME
`;

const LENGTH = `  --limit N           list at most N; default: 50
  --all               list all
`;

const PACE = `  --rate N            deliveries a second; default: 10
  --limit N           stop after N deliveries
  --cursor CURSOR     continue from the cursor that an earlier command printed
`;

/** The commands by name, in the order of `flowhook --help`. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  serve: {
    summary: "run Flowhook on this machine: one process, one SQLite file",
    help: `Usage: flowhook serve [options]

Runs Flowhook on this machine: one process, one SQLite file.
  --port 8787         port to listen on; 0 picks a free one
  --host 127.0.0.1    address to listen on
  --data .flowhook    data directory: the store, keys and tokens
  --flows flows       directory of the flow files
  --timezone UTC      time zone of profiles without one; an IANA name
  --organization NAME=VALUE
                      value of {{ organization.NAME }} in templates; repeatable
  --allow-target CIDR also send webhooks to these addresses, on any port and over plain http;
                      repeatable
  --limit HOST=5/s,2  send HOST at most 5 requests a second and 2 at once; repeatable
  --demo              send an example event, deliver its webhooks to a receiver on this machine,
                      and show both
`,
    load: async () => (await import("./serve/serve.ts")).runServe,
  },
  validate: {
    summary: "check flow files and source files",
    help: `Usage: flowhook validate [files or directories]

Checks flow files and source files; without arguments, those in flows.
  --events FILE       sample event, or directory of them; variables that no sample has are reported;
                      repeatable
  --secrets NAME,...  names of all secrets that exist; other names are reported. Without it,
                      only names that nearly match a FLOWHOOK_SECRET_<NAME> are reported
  --allow-target CIDR addresses that webhooks may also be sent to; repeatable
  --json              print problems and warnings as JSON
`,
    load: async () => (await import("./validate/validate.ts")).runValidate,
  },
  explain: {
    summary: "show what flows would do with an event, and why",
    help: `Usage: flowhook explain --event FILE [options]

Shows what flows would do with an event, and why. Sends nothing.
  --event FILE        event in the format of POST /events; - reads standard input
  --flows flows       directory of flow files, or one flow file
  --flow ID           explain only this flow
  --history FILE      JSON list of events that happened before
  --timezone UTC      time zone of profiles without one; an IANA name
  --organization NAME=VALUE
                      value of {{ organization.NAME }} in templates; repeatable
  --received-at TIME  explain as if the event were received at TIME; default: now
  --anyway            also show the run in flows that the event does not start
  --json              print JSON
`,
    load: async () => (await import("./explain/explain.ts")).runExplain,
  },
  render: {
    summary: "show the requests of a flow's webhooks for an event",
    help: `Usage: flowhook render flow.yaml --event FILE [options]

Shows the requests of a flow's webhooks for an event. Sends nothing.
  --event FILE        event in the format of POST /events; - reads standard input
  --action ID         render only this webhook
  --timezone UTC      time zone of dates that name none; an IANA name
  --organization NAME=VALUE
                      value of {{ organization.NAME }} in templates; repeatable
  --received-at TIME  render as if the event were received at TIME; default: now
  --json              print JSON
`,
    load: async () => (await import("./render/render.ts")).runRender,
  },
  variables: {
    summary: "list the variables that a flow's webhooks use",
    help: `Usage: flowhook variables flow.yaml [options]

Lists the variables that the templates of a flow's webhooks use.
  --action ID         list only those of this webhook
  --json              print JSON
`,
    load: async () => (await import("./variables/variables.ts")).runVariables,
  },
  test: {
    summary: "run flow tests: scenarios on a simulated clock",
    help: `Usage: flowhook test [files or directories] [options]

Plays scenarios on a simulated clock; without arguments, those in flows/tests. Sends nothing.
  --flows DIR         directory of the flows; default: the parent of the folder tests
  --name TEXT         play only scenarios whose names contain TEXT
  --json              print the results as JSON
`,
    load: async () => (await import("./flow-tests/test.ts")).runTest,
  },
  schema: {
    summary: "print the JSON Schema of flow, source or scenario files",
    help: `Usage: flowhook schema [flows | sources | scenarios]

Prints the JSON Schema of flow files (the default), source files or scenario files, with which
editors complete and check them.
`,
    load: async () => (await import("./schema/schema.ts")).runSchema,
  },
  sources: {
    summary: "list sources; show the event that a request to one becomes",
    help: `Usage: flowhook sources [list] [options]
       flowhook sources test NAME --request FILE [options]

Lists the sources that files declare, with their secrets; or shows the event that a request to one
becomes, and whether its signature is right. Sends nothing. Exit code of test: 1 if the request
would go to the events dead letters, else 0.
  --flows flows       directory of the source files
  --json              print JSON
Test:
  --request FILE      request with request line, headers, a blank line and the body; or the body
                      alone; - reads standard input
  --header NAME:VALUE header of the request; repeatable
  --received-at TIME  test as if the request were received at TIME; default: now
`,
    load: async () => (await import("./sources/sources.ts")).runSources,
  },
  import: {
    summary: "convert a flow exported from Klaviyo into a flow file",
    help: `Usage: flowhook import FILE [options]

Converts a flow exported from Klaviyo's API into a flow file, and lists everything that could not
be converted. FILE is the response of GET /api/flows/{id}?additional-fields[flow]=definition,
or - for standard input.
  --metrics FILE      names of metrics by id, or the response of GET /api/metrics
  --id ID             id of the flow; default: its name in lower case
  --out FILE          file to write; default: flows/<id>.yaml; - writes to standard output
  --force             overwrite an existing file
  --json              print the result and its notes as JSON
`,
    load: async () => (await import("./import/import.ts")).runImport,
  },
  send: {
    summary: "send an event",
    help: `Usage: flowhook send FILE [options]

Sends an event. FILE is in the format of POST /events, or - for standard input.
  --url URL           default: FLOWHOOK_INGEST_URL, then FLOWHOOK_URL, then http://127.0.0.1:8787
  --fresh             give the event a new unique_id, so that the same file can be sent again
  --data DIR          data directory of flowhook serve --demo, for its key; default: .flowhook
  --json              print the response as JSON
The ingest key is read from FLOWHOOK_API_KEY, then from the data directory of the demo.
`,
    load: async () => (await import("./send/send.ts")).runSend,
  },
  "test-send": {
    summary: "send one webhook for a sample event; show request and response",
    help: `Usage: flowhook test-send FLOW --event FILE [options]

Sends one webhook of a flow, whatever the flow's status, and shows the request and the response. The
delivery is recorded as a test; it is never retried. Exit code: 0 if the target accepted the
webhook, else 1.
Webhook:
  --event FILE        sample event in the format of POST /events; - reads standard input
  --action ID         webhook to send; required if the flow has several
${RUNNING}`,
    load: async () => (await import("./test-send/test-send.ts")).runTestSend,
  },
  deliveries: {
    summary: "list, show, retry, approve, discard and replay deliveries",
    help: `Usage: flowhook deliveries [list] [selection] [--status STATUS] [--limit N | --all]
       flowhook deliveries show ID
       flowhook deliveries retry ID... [--force]
       flowhook deliveries approve | discard ID... | selection | --all
       flowhook deliveries replay selection [--force] [--status STATUS]

Selection:
${SELECTION}List:
  --status STATUS     waiting, sending, retrying, delivered, failed, parked, discarded, skipped,
                      tested
${LENGTH}Approve, discard and replay a selection:
${PACE}Retry and replay:
  --force             also send what was delivered, skipped or discarded
${RUNNING}`,
    load: async () => (await import("./deliveries/deliveries.ts")).runDeliveries,
  },
  "dead-letters": {
    summary: "list failed deliveries and send them again",
    help: `Usage: flowhook dead-letters [list] [selection] [--limit N | --all]
       flowhook dead-letters redrive ID... | selection | --all

Lists deliveries that failed, and sends them again.
Selection:
${SELECTION}List:
${LENGTH}Redrive a selection:
${PACE}${RUNNING}`,
    load: async () => (await import("./dead-letters/dead-letters.ts")).runDeadLetters,
  },
  waits: {
    summary: "list, count and cancel waiting runs",
    help: `Usage: flowhook waits [list] --flow ID [--action ID] [--limit N | --all]
       flowhook waits counts --flow ID
       flowhook waits cancel --flow ID (--event ID | --action ID | --all)

Lists, counts and cancels the runs of a flow that wait for their next action.
List:
${LENGTH}${RUNNING}`,
    load: async () => (await import("./waits/waits.ts")).runWaits,
  },
  targets: {
    summary: "list targets and their health; close an open circuit",
    help: `Usage: flowhook targets [list]
       flowhook targets close TARGET

Lists targets and their health. close closes the circuit of a target that works again: new
deliveries go out at once. Deliveries that wait for it go out at once with flowhook serve, and
within 15 minutes on AWS.
${RUNNING}`,
    load: async () => (await import("./targets/targets.ts")).runTargets,
  },
  keys: {
    summary: "list, create, rotate and revoke ingest keys",
    help: `Usage: flowhook keys [list]
       flowhook keys create NAME [--metric PREFIX] [--source NAME] [--rate 5/s,10]
       flowhook keys rotate ID [--overlap 1d]
       flowhook keys revoke ID

Lists, creates, rotates and revokes the keys with which senders send events. The text of a key is
printed only when the key is created or rotated.
Create:
  --metric PREFIX     the key may send events whose metric begins with PREFIX; repeatable
  --source NAME       the key may post to the source NAME; repeatable. With neither --metric nor
                      --source, the key may do everything
  --rate 5/s,10       the key may make 5 requests a second, and 10 at once
Rotate:
  --overlap DURATION  how long the earlier text works: 30m, 2h or 7d; 0 ends it at once; default: 1d
${RUNNING}`,
    load: async () => (await import("./keys/keys.ts")).runKeys,
  },
  "stopped-actions": {
    summary: "list and resume actions whose targets answered 410 Gone",
    help: `Usage: flowhook stopped-actions [list]
       flowhook stopped-actions resume FLOW ACTION

Lists and resumes actions that stopped sending because their targets answered 410 Gone.
${RUNNING}`,
    load: async () => (await import("./stopped-actions/stopped-actions.ts")).runStoppedActions,
  },
};

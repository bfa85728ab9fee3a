// The tables of the embedded store. Change them only by adding a step to MIGRATIONS: opening a store of an older version
// migrates it.

/**
 * Each entry migrates the store from the version of its index to the next; `PRAGMA user_version` is a file's version.
 *
 * - events: the accepted events, until all their results are recorded. `receives` counts the starts of the process that found
 *   the row, so that an event that kills the process can be distinguished from its neighbours. `optional` holds the fields of the
 *   message that most events do not have, as JSON.
 * - dispatches: deliveries that are due at `due_at`: retries, redrives, and deliveries without room in memory. `taken` is 1
 *   while this process works on the row, 2 while it is due and its target has no room (lane-backlog.ts). A repeat has the same
 *   id and the same hour of its run's start. The hour keeps the index in order: ids alone are random, so an index over a million
 *   of them would cost a page for each write.
 * - deliveries: the records. `seq` is the order of their first attempts.
 * - deliveries_by_event: finds them by a number derived from the event's id; written in batches (event-index.ts).
 * - run_waits: runs that wait for their next action at `due_at`; the other columns are as in dispatches.
 * - cancelled_runs: by event and flow, the runs that end when they wake.
 * - targets: the targets whose circuit is open. Deliveries to them wait.
 * - profile_events: the events of profiles, under each of their identifiers. A row with `expires_at` is deleted then. An event
 *   without a time has that of its receipt; a copy of it is found by the event's id.
 * - flow_entries: the last two entries of an identifier into a flow, with their events.
 * - ingest_keys: the keys of senders as JSON, with hashes of their texts. A revoked key is deleted at `expires_at`.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    v INTEGER NOT NULL,
    format TEXT NOT NULL,
    request_id TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    body TEXT NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE dispatches (
    id TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL,
    target TEXT NOT NULL,
    message TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    receives INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX dispatches_due ON dispatches (due_at) WHERE taken = 0;

  CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    v INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    action_id TEXT NOT NULL,
    status TEXT NOT NULL,
    round INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    next_attempt_at INTEGER,
    reason TEXT,
    url TEXT,
    headers TEXT,
    body TEXT,
    attempts TEXT NOT NULL,
    event TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE deliveries_by_event (
    event_hash INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (event_hash, seq)
  ) WITHOUT ROWID, STRICT;
  INSERT INTO settings (name, value) VALUES ('deliveries-indexed-up-to', '0');
  CREATE INDEX deliveries_by_flow ON deliveries (flow_id);
  CREATE INDEX deliveries_undelivered ON deliveries (status) WHERE status <> 'delivered';

  CREATE TABLE event_dead_letters (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    message TEXT NOT NULL,
    reason TEXT NOT NULL,
    problems TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE dispatches RENAME TO dispatches_by_id;
  CREATE TABLE dispatches (
    seq INTEGER PRIMARY KEY,
    started_hour INTEGER NOT NULL,
    id TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    target TEXT NOT NULL,
    message TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    receives INTEGER NOT NULL DEFAULT 0,
    UNIQUE (started_hour, id)
  ) STRICT;
  INSERT INTO dispatches (started_hour, id, due_at, target, message, taken, receives)
    SELECT CAST(json_extract(message, '$.started_at') / 3600000 AS INTEGER), id, due_at, target, message, taken, receives
    FROM dispatches_by_id;
  DROP TABLE dispatches_by_id;
  CREATE INDEX dispatches_due ON dispatches (due_at) WHERE taken = 0;
  CREATE INDEX dispatches_taken ON dispatches (seq) WHERE taken = 1;

  CREATE TABLE run_waits (
    seq INTEGER PRIMARY KEY,
    started_hour INTEGER NOT NULL,
    id TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    flow_id TEXT NOT NULL,
    action_id TEXT NOT NULL,
    message TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    receives INTEGER NOT NULL DEFAULT 0,
    UNIQUE (started_hour, id)
  ) STRICT;
  CREATE INDEX run_waits_due ON run_waits (due_at) WHERE taken = 0;
  CREATE INDEX run_waits_taken ON run_waits (seq) WHERE taken = 1;

  CREATE TABLE profile_events (
    identifier TEXT NOT NULL,
    metric TEXT NOT NULL,
    time INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    value REAL,
    properties TEXT NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (identifier, metric, time, event_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX profile_events_expiring ON profile_events (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE flow_entries (
    identifier TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (identifier, flow_id, event_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX flow_entries_expiring ON flow_entries (expires_at) WHERE expires_at IS NOT NULL;
  `,
  `
  CREATE INDEX run_waits_by_action ON run_waits (flow_id, action_id, due_at);

  CREATE TABLE cancelled_runs (
    event_id TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (event_id, flow_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX cancelled_runs_expiring ON cancelled_runs (expires_at);
  `,
  `
  CREATE INDEX dispatches_aside ON dispatches (target, due_at) WHERE taken = 2;

  CREATE TABLE targets (target TEXT PRIMARY KEY, health TEXT NOT NULL) WITHOUT ROWID, STRICT;
  `,
  `
  CREATE TABLE action_stops (
    flow_id TEXT NOT NULL,
    action_id TEXT NOT NULL,
    url TEXT NOT NULL,
    stopped_at INTEGER NOT NULL,
    delivery_id TEXT NOT NULL,
    resumed_at INTEGER,
    PRIMARY KEY (flow_id, action_id)
  ) WITHOUT ROWID, STRICT;
  `,
  `
  CREATE INDEX profile_events_timeless ON profile_events (event_id, identifier) WHERE time = received_at;
  `,
  `
  ALTER TABLE events ADD COLUMN optional TEXT;
  `,
  `
  CREATE TABLE ingest_keys (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER
  ) WITHOUT ROWID, STRICT;
  INSERT INTO ingest_keys (id, key)
    SELECT 'key_default', json_object(
      'v', 1, 'revision', 1, 'id', 'key_default', 'name', 'default', 'created_at', 0, 'scope', json_object(),
      'texts', json_array(json_object('sha256', value)))
    FROM settings WHERE name = 'ingest-key-sha256';
  DELETE FROM settings WHERE name = 'ingest-key-sha256';
  `,
];

// The limits of one request, whatever its target does. docs/targets.md lists them.

/**
 * From the call to the end of the answer, in milliseconds. Standard Webhooks recommends 15 to 30 s:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Request timeout".
 */
export const TOTAL_TIMEOUT_MS = 15_000;

/**
 * For making a connection: lookup, TCP and TLS together, in milliseconds. A first packet that is lost is sent again after
 * 1 s and then after 2 s more (RFC 6298, section 2), so this outlasts two losses and leaves 10 s for the answer.
 */
export const CONNECT_TIMEOUT_MS = 5_000;

/** How much of an answer's body is read and kept, in bytes. A longer one is cut and its connection dropped. */
export const EXCERPT_LIMIT = 16 * 1024;

/**
 * How large an answer's head may be, in bytes, and its trailers: Node's default, stated so that the environment can't
 * raise it. https://nodejs.org/api/cli.html, "--max-http-header-size".
 */
export const RESPONSE_HEAD_LIMIT = 16 * 1024;

/**
 * Interim answers (1xx) that are skipped before the final one. Go's client has the same bound, `max1xxResponses` in
 * https://github.com/golang/go/blob/go1.22.0/src/net/http/transport.go; without one they could come for as long as the
 * request may take, as fast as they can be read.
 */
export const MAX_INTERIM_ANSWERS = 5;

/** Connections to one origin at the same time; further requests wait for one within their timeout. */
export const MAX_CONNECTIONS = 256;

/** How long an unused connection is kept, in milliseconds; also what makes Node heed a shorter time that a target states. */
export const IDLE_MS = 30_000;

/**
 * A connection that was unused for so long, in milliseconds, is looked at before it is used: whether its target closed it
 * may have arrived and not been read yet, as when the process was frozen or busy.
 */
export const UNUSED_MS = 100;

/**
 * If a target has closed a kept connection, the next request fails within about one round trip. A later failure than this, in
 * milliseconds, is the target's failure.
 */
export const STALE_WITHIN_MS = 1_000;

/** Names that are looked up at the same time, in one process; further lookups wait within their connection's time. */
export const LOOKUPS_AT_ONCE = 32;

/**
 * The threads to set in `UV_THREADPOOL_SIZE`, because libuv gives lookups half of them: uv__slow_work_thread_threshold in
 * https://github.com/libuv/libuv/blob/v1.51.0/src/threadpool.c. Of Node's usual four that is two, and two names whose
 * servers do not answer would hold up all others for as long as the system waits for them.
 */
export const POOL_THREADS = 2 * LOOKUPS_AT_ONCE;

// The limits of one request, which hold for every target. docs/targets.md lists them.

/**
 * From the call to the end of the answer, in milliseconds. Standard Webhooks recommends 15 to 30 s:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Request timeout".
 */
export const TOTAL_TIMEOUT_MS = 15_000;

/**
 * The timeout for establishing a connection, including lookup, TCP and TLS, in milliseconds. TCP sends a lost first packet again
 * after 1 s, and once more 2 s later (RFC 6298, section 2). So this allows for two losses and leaves 10 s for the answer.
 */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Bytes of a response body that are read and kept. A longer body is cut, and its connection is closed. */
export const EXCERPT_LIMIT = 16 * 1024;

/**
 * Maximum size of a response head, and of its trailers, in bytes. This is Node's default, set explicitly so that the environment
 * can't raise it: https://nodejs.org/api/cli.html, "--max-http-header-size".
 */
export const RESPONSE_HEAD_LIMIT = 16 * 1024;

/**
 * Maximum of interim responses (1xx) that are skipped before the final one. Go's client has the same limit, `max1xxResponses` in
 * https://github.com/golang/go/blob/go1.22.0/src/net/http/transport.go. Without a limit, a target could send them until the
 * request times out, as fast as they can be read.
 */
export const MAX_INTERIM_ANSWERS = 5;

/** Maximum concurrent connections to one origin. Further requests wait for a connection, within their timeout. */
export const MAX_CONNECTIONS = 256;

/** How long an unused connection is kept, in milliseconds. With a timeout set, Node also obeys a shorter one in `Keep-Alive`. */
export const IDLE_MS = 30_000;

/**
 * A connection that was unused for this long, in milliseconds, is checked before its next use. Its target may have closed it, and
 * the process may not have read that yet because it was frozen or busy.
 */
export const UNUSED_MS = 100;

/**
 * If a target has closed a kept connection, the next request fails within about one round trip. A failure after this time, in
 * milliseconds, counts as the target's failure.
 */
export const STALE_WITHIN_MS = 1_000;

/** Maximum concurrent lookups in one process. Further lookups wait, within the timeout of their connection. */
export const LOOKUPS_AT_ONCE = 32;

/**
 * The value for `UV_THREADPOOL_SIZE`. libuv uses at most half of the threads for lookups: uv__slow_work_thread_threshold in
 * https://github.com/libuv/libuv/blob/v1.51.0/src/threadpool.c. With Node's default of four threads that is two, so two names
 * whose servers do not answer would block all other lookups until the system's timeout.
 */
export const POOL_THREADS = 2 * LOOKUPS_AT_ONCE;

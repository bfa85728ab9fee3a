// The limits of connections and of their requests, apart from bodies (request-body.ts).

/** Largest headers of a request, in bytes, with the request line: the default of Node.js, and more than API Gateway's 10,240. */
export const MAX_HEADER_BYTES = 16 * 1024;

/** Most headers of a request. Real senders have less than thirty. */
export const MAX_HEADERS = 100;

/** How long a client may take to send the headers of a request, in milliseconds. */
export const HEADERS_TIMEOUT_MS = 10_000;

/** How long a client may take to send a request, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** How often the server looks for requests that take longer, in milliseconds. */
export const TIMEOUTS_CHECKED_EVERY_MS = 2_000;

/** How long an idle connection stays open, in milliseconds; longer than load balancers keep theirs. */
export const KEEP_ALIVE_MS = 75_000;

/** How long a connection may transfer nothing while an answer is due, in milliseconds: for clients that never read it. */
export const SILENT_MS = 60_000;

/**
 * Most connections at the same time; further ones are closed at once. An idle connection takes about 15 KB, so all of them take about
 * 150 MB.
 */
export const MAX_CONNECTIONS = 10_000;

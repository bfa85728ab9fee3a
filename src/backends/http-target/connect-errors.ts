// The errors that the guard raises while a connection is made. Their classes distinguish them from Node's errors.

/** The name has no address that may be dialled. `reason` says why, as text. */
export class AddressRefusedError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`Refused to connect: ${reason}`);
    this.name = "AddressRefusedError";
    this.reason = reason;
  }
}

/** The name could not be looked up. `code` is the resolver's. */
export class LookupFailedError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`Lookup failed: ${code}`);
    this.name = "LookupFailedError";
    this.code = code;
  }
}

/** The connection or its TLS handshake was not complete within the connect timeout. */
export class ConnectTimeoutError extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`No connection in ${timeoutMs} ms`);
    this.name = "ConnectTimeoutError";
    this.timeoutMs = timeoutMs;
  }
}

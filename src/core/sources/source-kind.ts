// A kind of source: where its requests carry their signatures, and how they become events unless a source file says otherwise.

import type { Mapping } from "./mapping.ts";
import type { ReadSignature, RequestHeaders } from "./signed-request.ts";
import type { Source } from "./source.ts";

/** One kind. */
export interface SourceKind {
  /** Reads the signature of a request from its headers. */
  readonly readSignature: (headers: RequestHeaders, source: Source) => ReadSignature;
  /** How a request becomes an event. */
  readonly mapping: Mapping;
}

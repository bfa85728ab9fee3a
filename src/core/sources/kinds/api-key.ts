// A sender that signs nothing and can only send a fixed header: its requests carry an ingest key.

import { signatureMissing } from "../signed-request.ts";
import type { SourceKind } from "../source-kind.ts";

/** The kind `api-key`. Its files declare the metric and the profile. */
export const apiKeyKind: SourceKind = {
  readSignature: () => signatureMissing("Authorization"),
  mapping: {},
};

// A source: a sender with its own form of requests and signatures, declared in a file `<name>.source.yaml` in the directory of the flows. Its
// requests go to POST /sources/<name>.

import * as z from "zod";
import { MAX_ID_LENGTH, secretNameSchema } from "../flow/identifiers.ts";
import { DAY_SECONDS } from "../time.ts";
import { mappingSchema } from "./mapping.ts";

/** The path of the sources; the name of one follows. */
export const SOURCES_PATH = "/sources/";

/** The name of a source, which is a part of its URL. */
export const sourceNameSchema = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "must be lower-case letters, digits, '-' and '_', and begin with a letter or digit");

/** Secrets of a source at the same time: the current one, and others during a rotation. */
const MAX_SECRETS = 3;

const secret = z
  .union([secretNameSchema, z.array(secretNameSchema).min(1).max(MAX_SECRETS)])
  .describe("The name of the secret that the sender signs with; during a rotation, a list of names.");

/**
 * How far the time of a request may be from ours, in seconds. Stripe and Standard Webhooks recommend five minutes:
 * https://docs.stripe.com/webhooks#replay-attacks
 */
export const USUAL_TOLERANCE_SECONDS = 300;

const tolerance = z
  .int()
  .min(1)
  .max(DAY_SECONDS)
  .optional()
  .describe(`How many seconds old a request may be; default: ${USUAL_TOLERANCE_SECONDS}.`);

const mapping = mappingSchema.optional().describe("How a request becomes an event, where it differs from the kind.");

/** A header, by its name in any case. */
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, "must be the name of a header: letters, digits and '-'");

/** The placeholders of `signed`. */
export const SIGNED_BODY = "{body}";
export const SIGNED_TIMESTAMP = "{timestamp}";

const hmacSignatureSchema = z.strictObject({
  header: headerName.describe("The header with the signature."),
  algorithm: z.enum(["sha256", "sha512", "sha1"]).default("sha256"),
  encoding: z.enum(["hex", "base64"]).default("hex"),
  prefix: z.string().max(MAX_ID_LENGTH).default("").describe('A text before the signature, such as "sha256=".'),
  timestamp_header: headerName.optional().describe("The header with the time: Unix time in seconds or milliseconds."),
  signed: z
    .string()
    .max(MAX_ID_LENGTH)
    .regex(/\{body\}/, `must contain ${SIGNED_BODY}`)
    .optional()
    .describe(
      `The text that is signed; default: ${SIGNED_BODY}, with timestamp_header ${SIGNED_TIMESTAMP}.${SIGNED_BODY}.`,
    ),
});

/** The signature of a source of kind hmac. */
export type HmacSignature = z.infer<typeof hmacSignatureSchema>;

const $schema = z.string().optional().describe("Where editors find the JSON Schema of this file; ignored otherwise.");

const SCHEMAS = {
  shopify: z.strictObject({ $schema, kind: z.literal("shopify"), secret, mapping }),
  stripe: z.strictObject({ $schema, kind: z.literal("stripe"), secret, tolerance_seconds: tolerance, mapping }),
  github: z.strictObject({ $schema, kind: z.literal("github"), secret, mapping }),
  "standard-webhooks": z.strictObject({
    $schema,
    kind: z.literal("standard-webhooks"),
    secret,
    tolerance_seconds: tolerance,
    mapping,
  }),
  hmac: z.strictObject({
    $schema,
    kind: z.literal("hmac"),
    secret,
    signature: hmacSignatureSchema,
    tolerance_seconds: tolerance,
    mapping,
  }),
  "api-key": z.strictObject({ $schema, kind: z.literal("api-key"), mapping }),
};

/** The content of a source file. */
export const sourceFileSchema = z
  .discriminatedUnion("kind", [
    SCHEMAS.shopify,
    SCHEMAS.stripe,
    SCHEMAS.github,
    SCHEMAS["standard-webhooks"],
    SCHEMAS.hmac,
    SCHEMAS["api-key"],
  ])
  .describe("A sender of requests that become events.");

/** The schema of each kind, for editors. */
export const SOURCE_KIND_SCHEMAS = SCHEMAS;

/** The content of a source file, as parsed. */
export type SourceFile = z.infer<typeof sourceFileSchema>;

/** A kind of source. */
export type SourceKindName = SourceFile["kind"];

/** A source with its name. */
export type Source = SourceFile & { readonly name: string };

/** The names of the secrets that a source is signed with, the current one first; none for a source with ingest keys. */
export function secretNames(source: SourceFile): readonly string[] {
  if (source.kind === "api-key") return [];
  return typeof source.secret === "string" ? [source.secret] : source.secret;
}

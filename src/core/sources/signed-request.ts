// The signature of a request as its headers give it: the signatures, the time that is signed with them, and the signed content.
// Each kind of source reads its own headers; verify-request.ts compares.

import type { JsonObject } from "../json.ts";

/** Headers by their names in lower case. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** The algorithm and the encoding of a signature. */
export interface HmacForm {
  readonly algorithm: "sha256" | "sha512" | "sha1";
  readonly encoding: "hex" | "base64";
}

/** HMAC over the concatenation of texts (as UTF-8) and bytes, in the encoding of the form; hex is lower case. */
export type Hmac = (form: HmacForm, key: string | Uint8Array, parts: readonly (string | Uint8Array)[]) => string;

/** Why a request is not accepted. */
export interface SignatureFault {
  readonly ok: false;
  readonly reason: "signature-missing" | "signature-wrong" | "timestamp-missing" | "timestamp-out-of-tolerance";
  /** A sentence for the sender. It says nothing about the secrets. */
  readonly message: string;
}

/** A signature that was found in the headers. */
export interface FoundSignature {
  readonly ok: true;
  readonly form: HmacForm;
  /** The signatures of the request. One of them must be right. */
  readonly signatures: readonly string[];
  /** When it was signed, in milliseconds since 1970; absent if the kind signs no time. */
  readonly signedAt?: number;
  /** The signed content, in the order of its parts. */
  readonly content: (body: Uint8Array) => readonly (string | Uint8Array)[];
  /** The key of a secret's text; undefined if the text is not a secret of this kind. Default: the text itself. */
  readonly keyOf?: (secret: string) => Uint8Array | undefined;
}

/** The result of reading the headers. */
export type ReadSignature = FoundSignature | SignatureFault;

/** A request without its signature. */
export function signatureMissing(header: string): SignatureFault {
  return {
    ok: false,
    reason: "signature-missing",
    message: `The request has no signature: send the header ${header}.`,
  };
}

/** A request without a time that it must have. */
export function timestampMissing(header: string): SignatureFault {
  const message = `The header ${header} must have the time of the signature, in Unix time.`;
  return { ok: false, reason: "timestamp-missing", message };
}

/** From this number on, Unix time is in milliseconds: in seconds, it is the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/** Longest Unix time, in digits. */
const UNIX_TIME = /^\d{1,14}$/;

/** Unix time in seconds or milliseconds, as milliseconds; undefined for any other text. */
export function unixTime(text: string | undefined): number | undefined {
  if (text === undefined || !UNIX_TIME.test(text)) return undefined;
  const number = Number(text);
  return number < FIRST_MILLISECONDS ? number * 1_000 : number;
}

/** Headers as a variable of templates. */
export function headerVariables(headers: RequestHeaders): JsonObject {
  return { ...headers };
}

// Secrets that tests recognize in any output and any encoding.

/** A mark of letters and digits, because text encodings change only the case of these. */
const MARK = "Hush0042S3cr3tMark";

/** The secret for a target's API: the mark, and the characters that each encoding escapes differently. */
export const TARGET_SECRET = `a/${MARK}+&"<=z`;

/** Credentials for `Authorization: Basic`: base64 of a name and a secret. */
export const BASIC_SECRET = Buffer.from(`user:${MARK}Pass`).toString("base64");

/** The default and a named signing secret, each with the mark in its key. */
export const [SIGNING, NAMED_SIGNING] = ["u", "n"].map(
  (letter) => `whsec_${Buffer.from(`${letter.repeat(3)}${MARK}${letter.repeat(12)}`).toString("base64")}`,
) as [string, string]; // a list of two items maps to two

/** The mark in base64 for each of the three offsets at which it can begin. */
const IN_BASE64 = [0, 1, 2].map((before) => {
  const encoded = Buffer.from(`${"\0".repeat(before)}${MARK}`).toString("base64url");
  // The characters at both ends contain bits of the neighbouring bytes.
  return encoded.slice(Math.ceil((before * 4) / 3), -2).toLowerCase();
});

const FORMS = [MARK.toLowerCase(), ...IN_BASE64, Buffer.from(MARK).toString("hex")];

/** The traces of a secret in an output, each with its surrounding text. */
export function tracesIn(output: string | Buffer): string[] {
  // One character a byte, so that no byte is lost.
  const text = (typeof output === "string" ? output : output.toString("latin1")).toLowerCase();
  const url = text.replaceAll("+", "-").replaceAll("/", "_");
  return FORMS.flatMap((form) => [text, url].map((form_of) => [form_of, form_of.indexOf(form)] as const))
    .filter(([, at]) => at >= 0)
    .map(([found, at]) => found.slice(Math.max(0, at - 80), at + 80));
}

// Secrets that can be recognized wherever they come out, in whatever form.

/** A mark of letters and digits: no encoding of text changes more of it than its case. */
const MARK = "Hush0042S3cr3tMark";

/** A value such as an API key: the mark, and the characters that encodings spell differently. */
export const TARGET_SECRET = `a/${MARK}+&"<=z`;

/** Credentials as `Authorization: Basic` has them: base64 of a name and a secret. */
export const BASIC_SECRET = Buffer.from(`user:${MARK}Pass`).toString("base64");

/** The default signing secret and a named one, each with the mark in its key. */
export const [SIGNING, NAMED_SIGNING] = ["u", "n"].map(
  (letter) => `whsec_${Buffer.from(`${letter.repeat(3)}${MARK}${letter.repeat(12)}`).toString("base64")}`,
) as [string, string]; // two letters make two

/** The mark in base64, wherever it begins in what is encoded. */
const IN_BASE64 = [0, 1, 2].map((before) => {
  const encoded = Buffer.from(`${"\0".repeat(before)}${MARK}`).toString("base64url");
  // The letters at both ends also encode bits of the neighbouring text.
  return encoded.slice(Math.ceil((before * 4) / 3), -2).toLowerCase();
});

const FORMS = [MARK.toLowerCase(), ...IN_BASE64, Buffer.from(MARK).toString("hex")];

/** The parts of a secret in an output, with the text around them. Empty if the output has no part of it. */
export function tracesIn(output: string | Buffer): string[] {
  // One character a byte, so that no byte is lost.
  const text = (typeof output === "string" ? output : output.toString("latin1")).toLowerCase();
  const url = text.replaceAll("+", "-").replaceAll("/", "_");
  return FORMS.flatMap((form) => [text, url].map((form_of) => [form_of, form_of.indexOf(form)] as const))
    .filter(([, at]) => at >= 0)
    .map(([found, at]) => found.slice(Math.max(0, at - 80), at + 80));
}

// The texts that an excerpt must not show: the secrets of the request, and the forms in which a target may repeat them after it
// parsed the Authorization header.

import { type TextHider, textHider } from "#core/target/hidden-texts.ts";

/** The maximum of cached hiders. Secrets change rarely, so most requests find their hider in the cache. */
const REMEMBERED = 100;

/** Shorter passwords in credentials are words that occur in answers anyway. */
const SHORTEST_PASSWORD = 4;

const SEPARATOR = "\0"; // no header and no URL contains it

/** Returns a function that creates the hider for the secrets of a request. */
export function secretHiders(): (secrets: readonly string[]) => TextHider {
  const known = new Map<string, TextHider>();
  return (secrets) => {
    const key = secrets.join(SEPARATOR);
    let hider = known.get(key);
    if (hider === undefined) {
      hider = textHider(secrets.flatMap(withDerived));
      if (known.size >= REMEMBERED) known.clear();
      known.set(key, hider);
    }
    return hider;
  };
}

/** The secret, the secret without its scheme ("abc" of "Bearer abc"), and the password of Basic credentials (RFC 7617). */
function withDerived(secret: string): string[] {
  const bare = /^[A-Za-z][A-Za-z0-9-]* +(.+)$/.exec(secret)?.[1] ?? secret;
  return [secret, bare, ...credentials(bare), ...insideBase64(bare)];
}

/** The shortest base64 text that is hidden. Shorter texts occur by chance. */
const SHORTEST_BASE64 = 8;

/**
 * The base64 forms of a secret inside a longer text that is encoded as a whole. There are three, by the number of bytes before the
 * secret modulo 3, each without the characters that also encode neighbouring bytes (RFC 4648), in both alphabets.
 */
function insideBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const own = encoded.slice(Math.ceil((8 * before) / 6), Math.floor((8 * (before + bytes.length)) / 6));
    return own.length < SHORTEST_BASE64 ? [] : [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function credentials(encoded: string): string[] {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return [];
  const text = Buffer.from(encoded, "base64").toString();
  const password = /^[^\p{Cc}\ufffd]*?:([^\p{Cc}\ufffd]+)$/u.exec(text)?.[1];
  return password === undefined || password.length < SHORTEST_PASSWORD ? [] : [text, password];
}

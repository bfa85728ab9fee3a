// Removes secrets from the answers of targets, which are stored and shown. Targets repeat parts of requests ("invalid key
// sk_123", an error page that lists all headers). A secret is found verbatim, percent-encoded, and escaped as in JSON, JavaScript
// or HTML.

/** The replacement of a secret. */
export const HIDDEN_MARK = "***";

/** Removes secrets from texts. */
export interface TextHider {
  /** The text without the secrets. With `cut`, the text may end inside a secret, and that part is removed as well. */
  hide(text: string, cut: boolean): string;
}

/** Makes a hider for these secrets; empty ones are ignored. */
export function textHider(secrets: readonly string[]): TextHider {
  const hidden = [...new Set(secrets)]
    .filter((secret) => secret !== "")
    .sort((a, b) => b.length - a.length) // a secret that contains another is removed as a whole
    .map((secret) => [...lowerCase(secret)].map(spellings));
  if (hidden.length === 0) return { hide: (text) => text };
  const pattern = new RegExp(hidden.map((characters) => characters.map(oneOf).join("")).join("|"), "giu");
  return {
    hide(text, cut) {
      const whole = text.replaceAll(pattern, HIDDEN_MARK);
      return cut ? withoutBeginning(whole, hidden) : whole;
    },
  };
}

/** Each spelling of a character of a secret, in lower case. */
type Spellings = readonly string[];

/** No format escapes letters and digits; each may escape a character outside ASCII. */
function spellings(character: string): Spellings {
  if (/^[a-z0-9]$/.test(character)) return [character];
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  const all = [
    character,
    `\\${character}`,
    `\\x${hex.padStart(2, "0")}`,
    `&#${code};`,
    `&#0${code};`,
    `&#x${hex};`,
    percentEncoded(character, hex),
    [...Array(character.length).keys()].map((at) => `\\u${unit(character, at)}`).join(""),
    ...(NAMED[character] ?? []),
  ];
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

const NAMED: Readonly<Record<string, Spellings>> = {
  " ": ["+"],
  "\t": ["\\t"],
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ["&quot;"],
  "'": ["&apos;"],
};

function percentEncoded(character: string, hex: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `%${hex.padStart(2, "0")}`;
  // Half a surrogate pair has no encoding, so no HTTP message contains one.
  return character.isWellFormed() ? encodeURIComponent(character).toLowerCase() : character;
}

function unit(character: string, at: number): string {
  return character.charCodeAt(at).toString(16).padStart(4, "0");
}

/** Lower case with the same length, so that offsets stay valid: the lower case of a few letters is longer. */
function lowerCase(text: string): string {
  return text.replaceAll(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });
}

function oneOf(forms: Spellings): string {
  const escaped = forms.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return escaped.length === 1 ? (escaped[0] ?? "") : `(?:${escaped.join("|")})`;
}

/** The text without the beginning of a secret at its end. */
function withoutBeginning(text: string, hidden: readonly (readonly Spellings[])[]): string {
  const starts = hidden.map((characters) => startOfBeginning(text, characters));
  const start = Math.min(...starts);
  return start === text.length ? text : `${text.slice(0, start)}${HIDDEN_MARK}`;
}

function startOfBeginning(text: string, characters: readonly Spellings[]): number {
  const longest = characters.reduce((sum, forms) => sum + Math.max(...forms.map((form) => form.length)), 0);
  const from = Math.max(0, text.length - longest);
  const tail = lowerCase(text.slice(from));
  for (let start = 0; start < tail.length; start++) {
    if (endsInside(tail, start, characters)) return from + start;
  }
  return text.length;
}

/** Whether the text from an offset to its end is the beginning of a secret, in any spelling. */
function endsInside(text: string, start: number, characters: readonly Spellings[]): boolean {
  let offsets = [start];
  for (const forms of characters) {
    if (offsets.some((offset) => forms.some((form) => form.startsWith(text.slice(offset, offset + form.length + 1))))) {
      return true;
    }
    offsets = [...new Set(offsets.flatMap((offset) => offsetsAfter(text, offset, forms)))];
    if (offsets.length === 0) return false;
  }
  return false;
}

function offsetsAfter(text: string, offset: number, forms: Spellings): number[] {
  return forms.filter((form) => text.startsWith(form, offset)).map((form) => offset + form.length);
}

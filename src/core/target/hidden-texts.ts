// Takes secrets out of a text that others wrote. Targets like to repeat what they were sent ("invalid key sk_123", an
// error page that lists all headers), and what they answer is kept and shown. A secret is found however a text format
// spells it: as it is, percent-encoded, escaped as in JSON or JavaScript, or as in HTML.

/** What stands where a secret was. */
export const HIDDEN_MARK = "***";

/** Takes secrets out of texts. */
export interface TextHider {
  /** The text without the secrets. With `cut`, the text may end in the middle of one, and that is taken out as well. */
  hide(text: string, cut: boolean): string;
}

/** Makes a hider of these secrets; empty ones are nothing. */
export function textHider(secrets: readonly string[]): TextHider {
  const hidden = [...new Set(secrets)]
    .filter((secret) => secret !== "")
    .sort((a, b) => b.length - a.length) // one that holds another is taken out whole
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

/** Each way in which a character of a secret can be spelled, in lower case. */
type Spellings = readonly string[];

/** Letters and digits are left as they are by every format; a character outside ASCII may be spelled by each. */
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
  // Half a surrogate pair has no encoding; nothing that was sent over HTTP holds one.
  return character.isWellFormed() ? encodeURIComponent(character).toLowerCase() : character;
}

function unit(character: string, at: number): string {
  return character.charCodeAt(at).toString(16).padStart(4, "0");
}

/** Of the same length, so that places stay what they are: a few letters have a lower case that is longer. */
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

/** The text without the beginning of a secret at its very end. */
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

/** Whether the text from a place on is a secret, spelled somehow, up to where the text ends. */
function endsInside(text: string, start: number, characters: readonly Spellings[]): boolean {
  let places = [start];
  for (const forms of characters) {
    if (places.some((place) => forms.some((form) => form.startsWith(text.slice(place, place + form.length + 1))))) {
      return true;
    }
    places = [...new Set(places.flatMap((place) => placesAfter(text, place, forms)))];
    if (places.length === 0) return false;
  }
  return false;
}

function placesAfter(text: string, place: number, forms: Spellings): number[] {
  return forms.filter((form) => text.startsWith(form, place)).map((form) => place + form.length);
}

// Filters of URLs (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#urlencode, and Klaviyo's glossary).
// Encoding leaves the same characters as Python's `quote`. Lone surrogates become U+FFFD.

import { plainText } from "../values/value-text.ts";
import { type FilterEntry, type FilterFamily, type TextChange, textFilter } from "./filter.ts";

/** Five characters that JavaScript leaves and Python encodes. */
const LEFT_BY_JAVASCRIPT = /[!'()*]/g;

/** Percent-encodes all characters except ASCII letters, digits, "_.-~" and those in `safe`. */
function quoted(text: string, safe: string): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replace(LEFT_BY_JAVASCRIPT, percentEncoded);
  if (safe === "") return encoded;
  return encoded.replace(/%[2-7][\dA-F]/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return safe.includes(character) ? character : code;
  });
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

const urlencode: TextChange = (text, [safe = "/"]) => quoted(text, plainText(safe));

/** For a query: spaces become plus signs, and slashes are encoded. */
const urlencodeplus: TextChange = (text) => quoted(text, " ").replaceAll(" ", "+");

/** Keeps the characters that RFC 3986 reserves, which a whole URL has on purpose, and "%" (RFC 3987, section 3.1). */
const iriencode: TextChange = (text) => quoted(text, "/#%[]=:;$&()+,!?*@'~");

/** Decodes percent-encoding. Invalid codes stay, and bytes that are not UTF-8 become U+FFFD, as in Python. */
const urldecode: TextChange = (text) => text.replace(/(?:%[\da-f]{2})+/gi, decodedRun);

const urldecodeplus: TextChange = (text, args, call) => urldecode(text.replaceAll("+", " "), args, call);

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function decodedRun(run: string): string {
  return decoder.decode(Uint8Array.from(run.slice(1).split("%"), (code) => Number.parseInt(code, 16)));
}

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

/** Adds a scheme to an address without one. */
function withScheme(scheme: string): TextChange {
  return (text) => {
    const address = text.trim();
    if (address === "" || SCHEME.test(address)) return address;
    return `${scheme}://${address.replace(/^\/\//, "")}`;
  };
}

/** Adds https to an address without a scheme, and replaces http. */
const httpsize: TextChange = (text, args, call) => {
  return withScheme("https")(text, args, call).replace(/^http:/i, "https:");
};

const trimSlash: TextChange = (text) => {
  let end = text.length;
  while (text.charAt(end - 1) === "/") end--;
  return text.slice(0, end);
};

const entry = (change: TextChange): FilterEntry => {
  return { filter: textFilter(change), origin: "Klaviyo", least: 0, most: 0 };
};
const encoding = { encoding: "url" } as const;

/** Filters of URLs, by name. */
export const URL_FILTERS: FilterFamily = {
  urlencode: { filter: textFilter(urlencode), origin: "Django", least: 0, most: 1, ...encoding },
  iriencode: { filter: textFilter(iriencode), origin: "Django", least: 0, most: 0, ...encoding },
  urlencodeplus: { ...entry(urlencodeplus), ...encoding },
  urldecode: entry(urldecode),
  urldecodeplus: entry(urldecodeplus),
  httpize: entry(withScheme("http")),
  httpsize: entry(httpsize),
  trim_slash: entry(trimSlash),
};

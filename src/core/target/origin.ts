// The target of a URL. Circuits and limits are kept per target, and deliveries can be selected by it.

/** Scheme, host and port in lower case. Every URL template has them as literals. */
export function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#{]+/i.exec(url)?.[0] ?? url).toLowerCase();
}

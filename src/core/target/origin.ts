// The target of a URL: what a circuit and limits are kept for, and what deliveries are selected by.

/** Scheme, host and port, which every URL template holds literally; in lower case. */
export function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#{]+/i.exec(url)?.[0] ?? url).toLowerCase();
}

// Whether the host in a URL is a plain name. The URL standard takes much more for one than DNS can hold, and reads letters
// that look like others, or like nothing, as others; a person who reads such a URL sees another host than the one it names.

/** A label of a name: letters, digits, hyphens (RFC 1123, section 2.1), and the underscores that are in use all the same. */
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** RFC 1035, section 3.1: 255 bytes with the lengths of the labels, which are 253 characters. */
const LONGEST_NAME = 253;

/** The letters of any language, without the signs that only stand for other letters or are not seen. */
const WRITTEN_NAME = /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}._-])+$/u;

/**
 * Whether a host is a name that DNS can hold, and written as that name.
 * @param written the host as it stands in the URL, without the port.
 * @param hostname the host as the URL standard reads it: in ASCII and lower case.
 */
export function isPlainName(written: string, hostname: string): boolean {
  const name = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  if (name.length > LONGEST_NAME || !name.split(".").every((label) => LABEL.test(label))) return false;
  const lower = written.toLowerCase();
  if (/^[ -~]*$/.test(written)) return lower === hostname;
  return WRITTEN_NAME.test(written) && lower === lower.normalize("NFKC");
}

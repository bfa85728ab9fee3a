// Numbers on the command line.

/** A number of 0 or more that an option was given. Throws with the option's name for anything else. */
export function readCount(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new Error(`--${option} must be a number of 0 or more, not "${text}"`);
  return value;
}

// A function's settings: CDK writes them into its environment (lib/), and a function without one of them does not start.

/** A setting of this function. Throws when it is missing, so that the deployment shows it and not the first event. */
export function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The environment variable ${name} is missing`);
  return value;
}

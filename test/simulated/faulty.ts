// Wraps a port with the world's faults.

/** Runs one effect in its turn, with faults before and after it. */
export type Gate = <T>(run: () => T) => Promise<Awaited<T>>;

/** Returns the same port with every call wrapped by `gate`. All of its methods must be asynchronous. */
export function faulty<Port extends object>(port: Port, gate: Gate): Port {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => gate(() => method.apply(target, args));
    },
  });
}

// A port with the world's faults around it.

/** Does one effect in its turn, with faults before and after. */
export type Gate = <T>(run: () => T) => Promise<Awaited<T>>;

/** The same port, whose every call goes through `gate`. All of its methods must be asynchronous. */
export function faulty<Port extends object>(port: Port, gate: Gate): Port {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => gate(() => method.apply(target, args));
    },
  });
}

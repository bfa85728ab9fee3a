import { expect, test, vi } from "vitest";
import { reachesOwnListener } from "#core/target/own-listeners.ts";

const MACHINE = () => ["127.0.0.1", "::1", "192.168.1.5", "203.0.114.9", "2a00:1::5", "fe80::5"];
const reaches = (ip: string, port: number, bound: string) =>
  reachesOwnListener(ip, port, [{ address: bound, port: 8787 }], MACHINE);

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "127.0.0.1"],
  ["127.0.0.2", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::", "127.0.0.1"],
  ["::ffff:127.0.0.1", "127.0.0.1"],
  ["127.0.0.1", "::1"],
  ["192.168.1.5", "192.168.1.5"],
  ["127.0.0.1", "0.0.0.0"],
  ["127.9.9.9", "0.0.0.0"],
  ["192.168.1.5", "0.0.0.0"],
  ["203.0.114.9", "0.0.0.0"],
  ["203.0.114.9", "::"],
  ["::ffff:203.0.114.9", "::"],
  ["2a00:1::5", "::"],
  ["2a00:1:0::5", "::"],
  ["fe80::5", "::"],
  ["192.168.1.5", "::ffff:0.0.0.0"],
  ["127.0.0.1", "::ffff:127.0.0.1"],
])("%s reaches a listener on %s", (ip, bound) => {
  expect(reaches(ip, 8787, bound)).toBe(true);
  expect(reaches(ip, 8788, bound)).toBe(false);
});

test.each([
  ["192.168.1.5", "127.0.0.1"],
  ["127.0.0.1", "192.168.1.5"],
  ["192.168.1.6", "0.0.0.0"],
  ["203.0.114.10", "::"],
  ["1.1.1.1", "0.0.0.0"],
  ["not an address", "0.0.0.0"],
  ["127.0.0.1", "not an address"],
])("%s does not reach a listener on %s", (ip, bound) => {
  expect(reaches(ip, 8787, bound)).toBe(false);
});

test("each of several listeners counts", () => {
  const listeners = [
    { address: "127.0.0.1", port: 1 },
    { address: "192.168.1.5", port: 2 },
  ];
  expect(reachesOwnListener("127.0.0.1", 1, listeners, MACHINE)).toBe(true);
  expect(reachesOwnListener("192.168.1.5", 2, listeners, MACHINE)).toBe(true);
  expect(reachesOwnListener("192.168.1.5", 1, listeners, MACHINE)).toBe(false);
  expect(reachesOwnListener("127.0.0.1", 1, [], MACHINE)).toBe(false);
});

test("the machine's addresses are read only for the port of a listener", () => {
  const asked = vi.fn(MACHINE);
  expect(reachesOwnListener("192.168.1.5", 443, [{ address: "0.0.0.0", port: 8787 }], asked)).toBe(false);
  expect(asked).not.toHaveBeenCalled();
});

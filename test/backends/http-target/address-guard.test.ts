import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import type { Lookup } from "#backends/http-target/resolver.ts";
import { addressRanges } from "#support/address-ranges.ts";
import { answered, answering, http, post, receiver, target, unanswered } from "#support/byte-receiver.ts";

const to =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses;
const anonymous = { policy: { allowed: [] } };

test.each(["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1", "fd00::1"])(
  "a name that resolves to %s is refused unless a range allows it",
  async (address) => {
    const answer = await post("https://target.example/", { ...anonymous, lookup: to(address) });
    expect(unanswered(answer)).toMatchObject({
      reason: "address-refused",
      detail: expect.stringMatching(/^target\.example: \S+ is /),
    });
  },
);

test.each(["https://127.0.0.1/", "https://2130706433/", "https://[::1]/", "https://[64:ff9b::7f00:1]/"])(
  "%s is refused without a lookup",
  async (url) => {
    const lookup = () => Promise.reject(new Error("was looked up"));
    expect(await post(url, { ...anonymous, lookup })).toMatchObject({ reason: "address-refused" });
  },
);

test("of a name's addresses, only those that may be dialled are dialled", async () => {
  const { port, requests } = await answering(http(200));
  const lookup = to("10.0.0.1", "127.0.0.1", "169.254.169.254");
  answered(await post(`http://target.example:${port}/`, { lookup }));
  expect(requests[0]).toContain(`\r\nhost: target.example:${port}\r\n`);
});

test("the error for a name whose addresses are all refused lists the first four", async () => {
  const lookup = to("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5");
  const { detail } = unanswered(await post("https://target.example/", { ...anonymous, lookup }));
  expect(detail).toBe(`target.example: ${[1, 2, 3, 4].map((n) => `10.0.0.${n} is a private address`).join(", ")}`);
});

test("a text that is not an address is not dialled", async () => {
  const answer = await post("https://target.example/", { ...anonymous, lookup: to("nonsense") });
  expect(answer).toMatchObject({ reason: "address-refused" });
});

test("plain http and ports other than 443 go to allowed addressRanges only, also by name", async () => {
  const lookup = to("1.1.1.1");
  for (const url of ["http://target.example/", "https://target.example:8443/"]) {
    const { reason, detail } = unanswered(await post(url, { lookup }));
    expect(reason).toBe("address-refused");
    expect(detail).toContain("1.1.1.1 is in no range that allows plain http or a port other than 443");
  }
});

test("a name is looked up once per connection, and the checked address is the one that is dialled", async () => {
  // A rebinding name: the first lookup returns an allowed address, every later one the cloud's metadata service.
  const { port, connections, allClosed } = await receiver((socket, nth) => {
    socket.write(http(200, String(nth)));
    if (nth === 2) socket.end();
  });
  const answers = ["127.0.0.1", "169.254.169.254"];
  let lookups = 0;
  const out = target({ lookup: async () => [answers[Math.min(lookups++, 1)] ?? ""] });
  const request = { url: `http://rebinds.example:${port}/`, headers: {}, body: "" };
  expect(answered(await out.post(request)).excerpt).toBe("1");
  expect(answered(await out.post(request)).excerpt).toBe("2"); // the same connection: no lookup
  expect(lookups).toBe(1);
  await allClosed();
  const third = await out.post(request);
  expect(unanswered(third)).toMatchObject({ reason: "address-refused" });
  expect(lookups).toBeGreaterThanOrEqual(2);
  expect(connections()).toBe(1);
});

test("connections that are opened together to one name share one lookup", async () => {
  const { port, connections } = await answering(http(200));
  let lookups = 0;
  const lookup = async () => {
    lookups += 1;
    return ["127.0.0.1"];
  };
  const out = target({ lookup });
  const request = { url: `http://target.example:${port}/`, headers: {}, body: "" };
  await Promise.all(Array.from({ length: 5 }, () => out.post(request)));
  expect(connections()).toBe(5);
  expect(lookups).toBe(1);
});

test("if the first address refuses the connection, the next one is dialled", async () => {
  const { port } = await answering(http(200));
  answered(await post(`http://target.example:${port}/`, { lookup: to("127.0.0.2", "127.0.0.1") }));
});

test("if all addresses refuse the connection, the failure is connection-refused", async () => {
  const { port } = await answering(http(200));
  const answer = await post(`http://target.example:${port}/`, { lookup: to("127.0.0.2", "127.0.0.3") });
  expect(answer).toMatchObject({ reason: "connection-refused", detail: "ECONNREFUSED" });
});

test("the system's lookup resolves localhost", async () => {
  const { port } = await answering(http(200));
  const policy = { allowed: addressRanges("127.0.0.0/8", "::1/128") };
  answered(await post(`http://localhost:${port}/`, { policy }));
});

test.each(["127.0.0.1", "self.example", "0.0.0.0"])(
  "the address on which the process listens is refused as %s, although its range is allowed",
  async (host) => {
    const { port, connections } = await answering(http(200));
    const answer = await post(`http://${host}:${port}/`, {
      policy: { allowed: addressRanges("127.0.0.0/8", "0.0.0.0/32") },
      lookup: to("127.0.0.1"),
      ownListeners: () => [{ address: "0.0.0.0", port }],
    });
    expect(unanswered(answer)).toMatchObject({
      reason: "address-refused",
      detail: expect.stringContaining(`port ${port} is where Flowhook itself listens`),
    });
    expect(connections()).toBe(0);
  },
);

const machine = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));

test.each(["0.0.0.0", "::"])(
  "if the process listens on all interfaces (%s), every address of the machine is refused, and so is a name for it",
  async (address) => {
    const { port, connections } = await answering(http(200));
    const options = {
      policy: { allowed: addressRanges("0.0.0.0/0", "::/0") },
      ownListeners: () => [{ address, port }],
    };
    for (const ip of [...machine, "127.1.2.3", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1"]) {
      const host = ip.includes(":") ? `[${ip}]` : ip;
      const refused = { reason: "address-refused", detail: expect.stringContaining("where Flowhook itself listens") };
      expect(await post(`http://${host}:${port}/`, options)).toMatchObject(refused);
      expect(await post(`http://self.example:${port}/`, { ...options, lookup: to(ip) })).toMatchObject(refused);
    }
    expect(connections()).toBe(0);
  },
);

test("an address is refused as soon as the process listens on it", async () => {
  const { url, port } = await answering(http(200));
  const listeners: { address: string; port: number }[] = [];
  const options = { ownListeners: () => listeners };
  answered(await post(url, options));
  listeners.push({ address: "127.0.0.1", port });
  expect(await post(url, options)).toMatchObject({ reason: "address-refused" });
});

test("another port of the same machine is allowed if its range is", async () => {
  const { url, port } = await answering(http(200));
  answered(await post(url, { ownListeners: () => [{ address: "0.0.0.0", port: port + 1 }] }));
});

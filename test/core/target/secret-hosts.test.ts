import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANY_HOST, describeHosts, mayBeSentTo, parseSecretHosts } from "#core/target/secret-hosts.ts";

function hosts(...texts: string[]) {
  const parsed = parseSecretHosts(texts);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.hosts;
}

describe("hosts of a secret", () => {
  it.each([
    ["api.crm.example"],
    ["localhost"],
    ["a_b.crm.example"],
    ["xn--mnchen-3ya.example"],
    ["203.0.113.5"],
    ["[2001:db8::1]"],
    ["*.crm.example"],
    ["*.a.b.crm.example"],
  ])("may be %s", (host) => {
    expect(hosts(host)).toEqual([host]);
  });

  it("are read in upper and lower case and with spaces around; empty ones are ignored", () => {
    expect(hosts(" API.crm.Example", "", " ")).toEqual(["api.crm.example"]);
  });

  it.each([
    "*",
    "*.",
    "*.example",
    "*.*.example",
    "api.*.example",
    "*crm.example",
    "*.0.0.1",
    "*.1.2.3.4",
    "https://api.crm.example",
    "api.crm.example:443",
    "api.crm.example/",
    "api.crm.example.",
    ".crm.example",
    "user@crm.example",
    "münchen.example",
    "a b",
    ANY_HOST.replace("-", " "),
  ])("are not %s", (host) => {
    const parsed = parseSecretHosts(["good.example", host]);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringMatching(/^host 2 is not a host/) });
  });

  it("that are invalid are reported without repeating them, because the text may be the secret", () => {
    expect(JSON.stringify(parseSecretHosts(["hunter 2"]))).not.toContain("hunter");
  });
});

describe("a secret may be sent", () => {
  it.each<[string[], string, boolean]>([
    [["api.crm.example"], "api.crm.example", true],
    [["api.crm.example"], "crm.example", false],
    [["api.crm.example"], "evil.api.crm.example", false],
    [["api.crm.example"], "api.crm.example.evil.example", false],
    [["api.crm.example"], "api.crm.example.", false],
    [["*.crm.example"], "api.crm.example", true],
    [["*.crm.example"], "a.b.crm.example", true],
    [["*.crm.example"], "crm.example", false],
    [["*.crm.example"], "evilcrm.example", false],
    [["*.crm.example"], "crm.example.evil.example", false],
    [["*.crm.example"], "", false],
    [["crm.example", "*.crm.example"], "crm.example", true],
    [["127.0.0.1"], "127.0.0.1", true],
    [["[::1]"], "[::1]", true],
    [[], "api.crm.example", false],
  ])("of %j to %s: %s", (of, hostname, may) => {
    expect(mayBeSentTo(hosts(...of), hostname)).toBe(may);
  });

  it("to any host if it is not secret", () => {
    expect(mayBeSentTo(ANY_HOST, "api.crm.example")).toBe(true);
  });

  it("to a subdomain only if it ends with a dot and the name", () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,5}$/);
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
    fc.assert(
      fc.property(name, name, (one, other) => {
        const below = hosts(`*.${other}.example`);
        expect(mayBeSentTo(below, `${one}.${other}.example`)).toBe(true);
        expect(mayBeSentTo(below, one)).toBe(false);
        expect(mayBeSentTo(below, `${one}${other}.example`)).toBe(
          one.includes(".") && `${one}${other}.example`.endsWith(`.${other}.example`),
        );
      }),
    );
  });
});

it("hosts are described in words", () => {
  expect(describeHosts(["a.example", "*.b.example"])).toBe("a.example, *.b.example only");
  expect(describeHosts([])).toBe("no host, because no host is set for it");
  expect(describeHosts(ANY_HOST)).toBe("any host");
});

// `flowhook keys` with a running Flowhook. test/docs/keys.test.ts runs the commands that docs/keys.md shows.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ORDER } from "#support/test-process.ts";
import { type Operator, settled, startWithOrders } from "./operator.ts";

let operator: Operator;

beforeAll(async () => {
  operator = await startWithOrders();
});

afterAll(() => operator.end());

const statusOf = async (key: string) =>
  (await operator.flowhook.post(ORDER, { authorization: `Bearer ${key}` })).status;

describe("flowhook keys", () => {
  it("creates a key with a scope and a rate, and prints its text on a separate line", async () => {
    const scope = ["--metric", "Placed ", "--metric", "Started ", "--source", "crm", "--rate", "0.5/s,10"];
    const created = await operator.run("keys", "create", "the shop", ...scope);
    expect(created).toMatchObject({ code: 0, stderr: "" });
    const [heading = "", text = ""] = created.stdout.split("\n");
    const id = heading.split(" ", 1)[0] ?? "";
    expect(heading).toBe(`${id} is created. Its text is shown only now:`);
    expect(text).toMatch(/^fhk_[0-9a-f]{20}_[\w-]{43}$/);
    expect(await statusOf(text)).toBe(202);
    const { stdout } = await operator.run("keys");
    expect(settled(stdout)).toBe(
      [
        "ID                        LAST USED (UTC)      NAME",
        "key_default               never                default",
        `${id}  2026-11-24 12:00:00  the shop`,
        '  metrics "Placed ", "Started "; sources "crm"; 0.5/s, 10 at once',
        "",
      ].join("\n"),
    );
  });

  it("rotates a key with an overlap, and revokes it", async () => {
    const { id, text } = await operator.json("keys", "create", "rotated");
    const rotated = await operator.run("keys", "rotate", id, "--overlap", "2h");
    const [heading = "", next = ""] = rotated.stdout.split("\n");
    expect(settled(heading)).toBe(
      `${id} has a new text, which is shown only now. Its earlier text works until 2026-11-24 12:00:00 UTC.`,
    );
    expect([await statusOf(text), await statusOf(next)]).toEqual([202, 202]);
    expect(settled((await operator.run("keys", "list")).stdout)).toContain("an earlier text works until 2026-11-24");
    const ended = await operator.run("keys", "rotate", id, "--overlap", "0");
    expect(ended.stdout).toContain("Its earlier text does not work any more.");
    const last = ended.stdout.split("\n")[1] ?? "";
    expect([await statusOf(text), await statusOf(next), await statusOf(last)]).toEqual([401, 401, 202]);
    const revoked = await operator.run("keys", "revoke", id);
    expect(revoked).toMatchObject({ code: 0, stdout: expect.stringContaining(`${id} is revoked.`) });
    expect(await statusOf(last)).toBe(401);
    expect(settled((await operator.run("keys")).stdout)).toContain("revoked 2026-11-24 12:00:00");
  });

  it("prints JSON, in which only the answer to a creation or rotation has a text", async () => {
    const created = await operator.json("keys", "create", "as JSON");
    const rotated = await operator.json("keys", "rotate", created.id);
    expect([created.text, rotated.text]).toEqual([expect.stringMatching(/^fhk_/), expect.stringMatching(/^fhk_/)]);
    expect(await operator.json("keys", "revoke", created.id)).toMatchObject({ id: created.id, status: "revoked" });
    expect(JSON.stringify(await operator.json("keys"))).not.toContain("fhk_");
  });

  it.each<[string, string[], number, string]>([
    ["create without a name", ["create"], 2, "Name the key"],
    ["create with two names", ["create", "a", "b"], 2, "Name the key"],
    ["create with a malformed rate", ["create", "a", "--rate", "5"], 2, 'such as "5/s,10"'],
    ["create with a rate that the API refuses", ["create", "a", "--rate", "0/s,10"], 1, "rate/requests_per_second"],
    ["create with the name of the default key", ["create", "default"], 1, "name: "],
    ["rotate without an id", ["rotate"], 2, "Name the id of one key"],
    ["rotate with a malformed overlap", ["rotate", "key_1", "--overlap", "1w"], 2, "such as 30m, 2h or 7d"],
    ["rotate an unknown key", ["rotate", "key_1"], 1, 'There is no key "key_1".'],
    ["rotate the default key", ["rotate", "key_default"], 1, "FLOWHOOK_API_KEY"],
    ["revoke without an id", ["revoke"], 2, "Name the id of one key"],
    ["revoke an unknown key", ["revoke", "key_1"], 1, 'There is no key "key_1".'],
    ["another subcommand", ["delete"], 2, "list, create, rotate, revoke"],
  ])("ends with an error: %s", async (_, args, code, message) => {
    const printed = await operator.run("keys", ...args);
    expect([printed.code, printed.stdout]).toEqual([code, ""]);
    expect(printed.stderr).toContain(message);
  });
});

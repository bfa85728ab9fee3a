// The contract of every source of secrets.

import { describe, expect, it } from "vitest";
import type { Secrets } from "#app/delivery/sending-ports.ts";

/** A secret as its owner sets it, in the form of the backend. */
export interface SetSecret {
  readonly value?: string;
  readonly hosts?: readonly string[];
  readonly showAnswers?: boolean;
  /** One signing secret, or two with a space between them. */
  readonly signing?: string;
}

/** Opens a source of these secrets; `usual` signs webhooks that name no signing secret. */
export type OpenSecrets = (named: Readonly<Record<string, SetSecret>>, usual: string) => Promise<Secrets>;

/** Secrets of 32 bytes, in base64; each byte is the letter. */
const [OLD, NEW, CRM] = ["o", "n", "c"].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`);

/** Returns the key of a signing secret as text. */
const keyOf = (secret: { sign(signed: string, hmac: (key: Uint8Array) => string): string }) =>
  secret.sign("", (key) => Buffer.from(key).toString("utf8").slice(0, 1));

/** Runs the suite against a backend. */
export function secretsContract(name: string, open: OpenSecrets): void {
  const signedBy = async (secrets: Secrets, of?: string) => {
    const found = await secrets.signing(of);
    return found.ok ? found.secrets.map(keyOf) : found.reason;
  };

  describe(`${name} as a source of secrets`, () => {
    it("returns a secret by its name, with the hosts that it may be sent to", async () => {
      const secrets = await open({ crm: { value: "t-1", hosts: ["api.crm.example", "*.crm.example"] } }, `${OLD}`);
      expect(await secrets.get("crm")).toEqual({ ok: true, value: "t-1", hosts: ["api.crm.example", "*.crm.example"] });
    });

    it("allows answers to be shown only if the owner of the secret set that", async () => {
      const set = { value: "t-1", hosts: ["a.example"] };
      const named = { crm: { ...set, showAnswers: true }, erp: { ...set, showAnswers: false }, dms: set };
      const secrets = await open(named, `${OLD}`);
      const shown = async (of: string) => {
        const found = await secrets.get(of);
        return found.ok && found.showAnswers === true;
      };
      expect([await shown("crm"), await shown("erp"), await shown("dms")]).toEqual([true, false, false]);
    });

    it("returns no host for a secret that names no host", async () => {
      expect(await (await open({ crm: { value: "t-1" } }, `${OLD}`)).get("crm")).toMatchObject({ ok: true, hosts: [] });
    });

    it.each(["other", "constructor", "toString", "__proto__", "crm_hosts"])(
      "reports that the secret %s is missing",
      async (other) => {
        const secrets = await open({ crm: { value: "t-1", hosts: ["a.example"] } }, `${OLD}`);
        const detail = expect.stringContaining(`There is no secret named "${other}"`);
        expect(await secrets.get(other)).toEqual({ ok: false, reason: "secret-missing", detail });
        expect(await secrets.signing(other)).toMatchObject({ ok: false, reason: "secret-missing" });
      },
    );

    it("signs with the usual secret, and during a rotation with two, the new one first", async () => {
      expect(await signedBy(await open({}, `${OLD}`))).toEqual(["v1,o"]);
      expect(await signedBy(await open({}, `${NEW} ${OLD}`))).toEqual(["v1,n", "v1,o"]);
    });

    it("signs with the secrets of a name", async () => {
      const secrets = await open({ crm: { signing: `${CRM}` }, two: { signing: `${NEW}\n${CRM}` } }, `${OLD}`);
      expect(await signedBy(secrets, "crm")).toEqual(["v1,c"]);
      expect(await signedBy(secrets, "two")).toEqual(["v1,n", "v1,c"]);
      expect(await signedBy(secrets)).toEqual(["v1,o"]);
    });

    it("never sends a signing secret, nor signs with a secret that is sent", async () => {
      const secrets = await open({ a: { signing: `${CRM}` }, b: { value: `${CRM}`, hosts: ["b.example"] } }, `${OLD}`);
      expect(await secrets.get("a")).toMatchObject({ ok: false, reason: "secret-missing" });
      expect(await secrets.signing("b")).toMatchObject({ ok: false, reason: "secret-missing" });
    });

    it("keeps a value and a signing secret under the same name", async () => {
      const secrets = await open({ crm: { value: "t-1", hosts: ["a.example"], signing: `${CRM}` } }, `${OLD}`);
      expect(await secrets.get("crm")).toMatchObject({ value: "t-1" });
      expect(await signedBy(secrets, "crm")).toEqual(["v1,c"]);
    });

    it("returns the same objects for the same signing secrets", async () => {
      const secrets = await open({ crm: { signing: `${CRM}` } }, `${OLD}`);
      for (const of of [undefined, "crm"]) {
        const [one, again] = [await secrets.signing(of), await secrets.signing(of)];
        expect(one.ok && one.secrets[0]).toBeTruthy();
        expect(one.ok && again.ok && one.secrets[0] === again.secrets[0]).toBe(true);
      }
    });

    it.each<[string, SetSecret]>([
      ["hosts", { value: "hunter2", hosts: ["hunter2", "https://hunter2"] }],
      ["signing", { signing: "hunter2" }],
      ["signing", { signing: `${OLD} ${NEW} ${CRM}` }],
    ])("reports a secret whose %s can't be read, without showing any of it", async (kind, set) => {
      const secrets = await open({ crm: set, good: { value: "v", hosts: [] } }, `${OLD}`);
      const found = kind === "hosts" ? await secrets.get("crm") : await secrets.signing("crm");
      expect(found).toMatchObject({ ok: false, reason: "secret-invalid", detail: expect.stringMatching(/crm/i) });
      expect(JSON.stringify(found)).not.toContain("hunter2");
      expect(JSON.stringify(found)).not.toContain(`${CRM}`.slice(6));
      expect(await secrets.get("good")).toMatchObject({ ok: true });
    });
  });
}

import { expect, test } from "vitest";
import { environmentSecrets } from "#backends/embedded/environment-secrets.ts";
import { parseSigningSecrets } from "#core/delivery/signature.ts";
import { secretsContract } from "../../contracts/secrets.contract.ts";

secretsContract("The environment", async (named, usual) => {
  const variables = Object.entries(named).flatMap(([name, { value, hosts, showAnswers, signing }]) => [
    [`FLOWHOOK_SECRET_${name.toUpperCase()}`, value],
    [`FLOWHOOK_SECRET_${name.toUpperCase()}_HOSTS`, hosts?.join(",")],
    [`FLOWHOOK_SECRET_${name.toUpperCase()}_SHOW_ANSWERS`, showAnswers?.toString()],
    [`FLOWHOOK_SIGNING_SECRET_${name.toUpperCase()}`, signing],
  ]);
  const parsed = parseSigningSecrets(usual);
  if (!parsed.ok) throw new Error(parsed.problem);
  return environmentSecrets(Object.fromEntries(variables), parsed.secrets).secrets;
});

test("the variable of a secret has its name in capitals, for any case in a template", async () => {
  const { secrets } = environmentSecrets({ FLOWHOOK_SECRET_SHOP_KEY: "v" }, []);
  expect(await secrets.get("shop_key")).toMatchObject({ value: "v" });
  expect(await secrets.get("Shop_Key")).toMatchObject({ value: "v" });
});

test("the error for a missing secret names the variable to set", async () => {
  const { secrets } = environmentSecrets({ FLOWHOOK_SECRET_EMPTY: "" }, []);
  expect(await secrets.get("crm")).toMatchObject({
    detail: 'There is no secret named "crm": FLOWHOOK_SECRET_CRM is not set.',
  });
  expect(await secrets.get("empty")).toMatchObject({ ok: false });
  expect(await secrets.signing("crm")).toMatchObject({
    detail: 'There is no signing secret named "crm": FLOWHOOK_SIGNING_SECRET_CRM is not set.',
  });
});

test("FLOWHOOK_SECRET_..._SHOW_ANSWERS is true or false; any other value is a problem", () => {
  const { problems } = environmentSecrets({ FLOWHOOK_SECRET_A: "v", FLOWHOOK_SECRET_A_SHOW_ANSWERS: "yes" }, []);
  expect(problems).toEqual(["FLOWHOOK_SECRET_A_SHOW_ANSWERS: it must be true or false."]);
});

test("hosts are separated by commas or spaces, and can be read without the secret", () => {
  const { known } = environmentSecrets(
    { FLOWHOOK_SECRET_A: "v", FLOWHOOK_SECRET_A_HOSTS: "a.example, b.example  *.c.example", FLOWHOOK_SECRET_B: "v" },
    [],
  );
  expect(known.hostsOf("a")).toEqual(["a.example", "b.example", "*.c.example"]);
  expect(known.hostsOf("b")).toEqual([]);
  expect(known.hostsOf("c")).toBeUndefined();
});

test("hosts of a secret that is not set can be read too, because a check of flows needs no secrets", async () => {
  const { known, secrets } = environmentSecrets({ FLOWHOOK_SECRET_A_HOSTS: "a.example" }, []);
  expect(known.hostsOf("a")).toEqual(["a.example"]);
  expect(await secrets.get("a")).toMatchObject({ ok: false, reason: "secret-missing" });
});

test("each variable that can't be parsed is reported by its name", () => {
  const { problems } = environmentSecrets(
    {
      FLOWHOOK_SECRET_A: "hunter2",
      FLOWHOOK_SECRET_A_HOSTS: "a.example https://hunter2",
      FLOWHOOK_SIGNING_SECRET_B: "hunter2",
      FLOWHOOK_SECRET_C: "v",
      FLOWHOOK_SECRET_C_HOSTS: "c.example",
    },
    [],
  );
  expect(problems).toEqual([
    expect.stringMatching(/^FLOWHOOK_SECRET_A_HOSTS: host 2 is not a host: .*\.$/),
    expect.stringMatching(/^FLOWHOOK_SIGNING_SECRET_B: The signing secret is not base64.*\.$/),
  ]);
  expect(problems.join()).not.toContain("hunter2");
});

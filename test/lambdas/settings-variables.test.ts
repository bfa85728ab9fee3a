import { describe, expect, test } from "vitest";
import { contains, parseAddress } from "#core/target/cidr.ts";
import { allowedTargetsVariable, hostLimitsVariable, organizationVariable } from "../../lambdas/settings-variables.ts";

describe("limits of hosts", () => {
  test("are read as the stack writes them", () => {
    const limits = { "api.crm.example": { concurrency: 2 } };
    const throughVariable = [limits, undefined].map((given) =>
      hostLimitsVariable.read(hostLimitsVariable.write(given)),
    );
    expect(throughVariable).toEqual([limits, {}]);
  });

  test("that are invalid keep the function from starting", () => {
    expect(() => hostLimitsVariable.read('{"api.crm.example":{"concurrency":0}}')).toThrow("concurrency");
  });
});

describe("the organization", () => {
  test("is read as the stack writes it", () => {
    const acme = { name: "Acme & Söhne" };
    const throughVariable = [acme, undefined].map((given) =>
      organizationVariable.read(organizationVariable.write(given)),
    );
    expect(throughVariable).toEqual([acme, {}]);
  });

  test("that holds a value other than text keeps the function from starting", () => {
    expect(() => organizationVariable.read('{"name":5}')).toThrow("name");
  });
});

describe("allowed targets", () => {
  const through = (ranges?: readonly string[]) => allowedTargetsVariable.read(allowedTargetsVariable.write(ranges));

  test("are empty when the settings name none", () => {
    expect([through(), through([])]).toEqual([[], []]);
  });

  test("contain exactly the addresses of the ranges", () => {
    const ranges = through(["10.0.0.0/8", "fd00::/8"]);
    const inside = (text: string) => {
      const address = parseAddress(text);
      return address !== undefined && ranges.some((range) => contains(range, address));
    };
    expect(["10.1.2.3", "fd00::1", "11.0.0.1", "fe80::1"].map(inside)).toEqual([true, true, false, false]);
  });

  test("with an invalid range keep the function from starting", () => {
    expect(() => allowedTargetsVariable.read("10.0.0.0/8,everything")).toThrow("everything");
  });
});

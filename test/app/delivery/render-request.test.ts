import { describe, expect, it } from "vitest";
import { renderRequest } from "#app/delivery/render-request.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { runnableFlow } from "#core/runs/runnable-flow.ts";
import { orderMessage, plainSecrets } from "#support/delivery-ports.ts";
import { webhookFlow } from "#support/flow-files.ts";

const SECRETS: Readonly<Record<string, string>> = { key: "key-value/1", token: "token-value" };

/** Renders a message of a flow file, given on one line, and records which secrets it reads. */
async function rendered(yaml: string, message: DeliveryMessage, known = SECRETS, organizationZone = "UTC") {
  const { flows, problems } = loadFlows([{ path: "order.yaml", text: webhookFlow(yaml) }]);
  const [flow] = flows;
  const webhook = flow && runnableFlow(flow).webhooks.get("send");
  if (!webhook) throw new Error(JSON.stringify(problems));
  const read: string[] = [];
  const secrets = plainSecrets((name) => {
    read.push(name);
    return known[name];
  });
  const organization = { name: "The Mug Shop" };
  return { ...(await renderRequest(webhook, message, { secrets, organization, organizationZone })), read };
}

const URL = "https://hook.example/{{ secrets.key }}/{{ event.OrderId }}?zone={{ person.location.country }}";
const HEADERS = '{ Authorization: "Bearer {{ secrets.token }}", X-Order: "{{ event.OrderId }}" }';
const BODY = '{ order: "{{ event.OrderId }}", shop: "{{ organization.name }}", on: "{% today \'%Y-%m-%d\' %}" }';
const ALL = `{ url: "${URL}", headers: ${HEADERS}, body: ${BODY} }`;

describe("a request", () => {
  it("is rendered from the event, its profile, the organization, the step's time and the secrets", async () => {
    expect(await rendered(ALL, orderMessage())).toMatchObject({
      ok: true,
      url: "https://hook.example/key-value/1/1001?zone=Denmark",
      flowHeaders: { Authorization: "Bearer token-value", "X-Order": "1001" },
      body: '{"order":"1001","shop":"The Mug Shop","on":"2026-07-01"}',
    });
  });

  it("is recorded without its secrets: they are hidden in the URL, and headers stay templates", async () => {
    const { recorded } = await rendered(ALL, orderMessage());
    expect(recorded).toEqual({
      url: "https://hook.example/***/1001?zone=Denmark",
      headers: { Authorization: "Bearer {{ secrets.token }}", "X-Order": "{{ event.OrderId }}" },
      body: '{"order":"1001","shop":"The Mug Shop","on":"2026-07-01"}',
    });
    expect(JSON.stringify(recorded)).not.toMatch(/(key|token)-value/);
  });

  it("of a retry has the body of the first attempt, byte for byte, and renders its URL and headers again", async () => {
    const event = { ...orderMessage().event, properties: { OrderId: "1002" } };
    const message = orderMessage({ event, attempt: 2, body: '{ "order" : "1001" }' });
    const result = await rendered(ALL, message);
    expect(result).toMatchObject({ ok: true, url: expect.stringContaining("/1002?"), body: '{ "order" : "1001" }' });
    expect(result).toMatchObject({ flowHeaders: { "X-Order": "1002" }, recorded: { body: '{ "order" : "1001" }' } });
  });

  it("shows the time at which its step was due, whenever its run started and whenever it is sent", async () => {
    const message = orderMessage({ started_at: Date.UTC(2026, 0, 1), due_at: Date.UTC(2026, 11, 24) });
    expect(await rendered(ALL, message)).toMatchObject({ body: expect.stringContaining('"on":"2026-12-24"') });
  });

  it("shows times in the organization's time zone", async () => {
    const message = orderMessage({ due_at: Date.UTC(2026, 6, 1, 23) });
    expect(await rendered(ALL, message)).toMatchObject({ body: expect.stringContaining('"on":"2026-07-01"') });
    expect(await rendered(ALL, message, SECRETS, "Europe/Vienna")).toMatchObject({
      body: expect.stringContaining('"on":"2026-07-02"'),
    });
  });

  it("without secrets reads none", async () => {
    expect((await rendered('{ url: "https://hook.example/" }', orderMessage())).read).toEqual([]);
  });

  it("has an empty object as its body if the flow defines no body", async () => {
    const recorded = { url: "https://hook.example/", headers: {}, body: "{}" };
    expect(await rendered('{ url: "https://hook.example/" }', orderMessage())).toMatchObject({ body: "{}", recorded });
  });
});

describe("a request can't be rendered", () => {
  it("without a secret, which the detail names; the request is recorded without it", async () => {
    expect(await rendered(ALL, orderMessage(), { key: "key-value" })).toMatchObject({
      ok: false,
      reason: "secret-missing",
      detail: 'There is no secret named "token".',
      recorded: { url: "https://hook.example/***/1001?zone=Denmark" },
    });
  });

  it("without a secret in a retry, whose record still shows the body that was sent before", async () => {
    const { recorded } = await rendered(ALL, orderMessage({ attempt: 2, body: '{"order":"1001"}' }), {});
    expect(recorded.body).toBe('{"order":"1001"}');
  });

  it("if its body is not JSON for this event, and the detail has the position in the template", async () => {
    const event = { ...orderMessage().event, properties: { Gift: true } };
    const text = '{ url: "https://hook.example/", body: "{ \\"a\\": 1{% if event.Gift %}:{% endif %} }" }';
    const result = await rendered(text, orderMessage({ event }));
    expect(result).toMatchObject({
      ok: false,
      reason: "template-failed",
      detail: expect.stringMatching(/^\/body.*: /),
    });
    expect(result.recorded).toEqual({ url: "https://hook.example/", headers: {} });
  });

  it("if a variable has no value and the webhook requires one", async () => {
    const text = '{ url: "https://hook.example/", on_missing: fail, body: { a: "{{ event.Missing }}" } }';
    expect(await rendered(text, orderMessage())).toMatchObject({
      ok: false,
      reason: "template-failed",
      detail:
        "/body/a, line 1, column 1: event.Missing has no value, and this webhook requires one (on_missing: fail).",
    });
  });

  it("if its URL leaves its path for this event: the template is recorded instead", async () => {
    const event = { ...orderMessage().event, properties: { OrderId: ".." } };
    const text = '{ url: "https://hook.example/{{ event.OrderId }}" }';
    const result = await rendered(text, orderMessage({ event }));
    expect(result).toMatchObject({ ok: false, reason: "template-failed", detail: expect.stringMatching(/^\/url.*: /) });
    expect(result.recorded.url).toBe("https://hook.example/{{ event.OrderId }}");
  });

  it("if a header would contain a line break", async () => {
    const event = { ...orderMessage().event, properties: { OrderId: "1\r\nX-Evil: 1" } };
    const result = await rendered(
      '{ url: "https://hook.example/", headers: { X-Order: "{{ event.OrderId }}" } }',
      orderMessage({ event }),
    );
    expect(result).toMatchObject({ ok: false, reason: "template-failed", detail: expect.stringMatching(/^\/headers/) });
  });
});

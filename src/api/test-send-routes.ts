// The route that sends one test of a webhook.

import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type TestSendPorts, type TestSent, testSend } from "#app/operator/test-send.ts";
import { deliveryView } from "./delivery-view.ts";
import { type EventRequestPorts, parseEventRequest, testSendRequestSchema } from "./explain-request.ts";
import { MAX_BODY_BYTES } from "./explain-routes.ts";
import { noSuch } from "./no-such.ts";
import type { refusals } from "./refusals.ts";

/** The ports of a test send. */
export interface TestSendRoutePorts extends TestSendPorts, EventRequestPorts {}

/** The route of test sends, relative to the API's path. */
export function testSendRoutes(ports: TestSendRoutePorts, { refuse, refuseWhole }: ReturnType<typeof refusals>): Hono {
  const app = new Hono();
  const limited = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => refuseWhole(context, "too_large", `The body may have at most ${MAX_BODY_BYTES} bytes.`),
  });

  app.post("/flows/:flow/test-send", limited, async (context) => {
    const flow = context.req.param("flow");
    const parsed = parseEventRequest(testSendRequestSchema, await context.req.text(), ports);
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { action } = parsed.asked;
    const sent = await testSend(ports, { flow, action, event: parsed.event });
    switch (sent.type) {
      case "tested":
        return context.json({ data: deliveryView(sent.record) });
      case "sent":
        return context.json({ data: { id: sent.id } }, 202);
      case "no-flow":
        return refuseWhole(context, "not_found", noSuch("flow", flow, sent.known));
      case "no-action":
        return refuse(context, "invalid", [{ pointer: "/action", message: noAction(action, sent) }]);
    }
  });

  return app;
}

function noAction(action: string | undefined, { known }: Extract<TestSent, { type: "no-action" }>): string {
  if (action !== undefined) return noSuch("webhook", action, known);
  return known.length === 0
    ? "The flow has no webhook."
    : `The flow has several webhooks. Name one: ${known.join(", ")}.`;
}

// How a run goes through its flow. A step is a pure function of the flow and the action the run has come to: it says
// what falls out on the way to the next point where the run waits or ends.

/** As much of a flow as a run depends on. */
interface RunnableFlow<Webhook extends RunnableWebhook> {
  readonly entryActionId: string;
  readonly webhooks: ReadonlyMap<string, Webhook>;
}

/** A send-webhook action, as far as a run depends on it. */
interface RunnableWebhook {
  readonly id: string;
  /** Only a live action sends; the run passes by any other. */
  readonly live: boolean;
  readonly next?: string;
}

/** The webhooks that a run which has just started comes by before it waits or ends, in order. */
export function webhooksOnTheWay<Webhook extends RunnableWebhook>(flow: RunnableFlow<Webhook>): Webhook[] {
  const found: Webhook[] = [];
  let actionId: string | undefined = flow.entryActionId;
  while (actionId !== undefined) {
    const webhook: Webhook | undefined = flow.webhooks.get(actionId);
    if (webhook?.live) found.push(webhook);
    actionId = webhook?.next;
  }
  return found;
}

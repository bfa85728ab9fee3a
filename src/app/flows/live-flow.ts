// A flow made ready to run: its conditions and templates compiled once, for as long as this version of it lives.

import type { RecordedRequest } from "#core/delivery/record.ts";
import type { CompiledConditions } from "#core/filters/condition-groups.ts";
import type { WebhookMessage } from "#core/flow/actions.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { WebhookTemplate } from "#templates/webhook-template.ts";

/** A send-webhook action, ready to render. */
export interface LiveWebhook {
  readonly id: string;
  /** Only a live action sends. */
  readonly live: boolean;
  readonly template: WebhookTemplate;
  /** What the flow file says. */
  readonly source: WebhookMessage;
  /** Literal scheme, host and port of the URL; queues and limits go by it. */
  readonly target: string;
  /** The flow's own headers as the flow file has them, for records. */
  readonly headerTemplates: RecordedRequest["headers"];
  /** The action after this one. */
  readonly next?: string;
}

/** A flow, ready to be matched and run. */
export interface LiveFlow {
  readonly id: string;
  readonly name: string;
  /** Whether events start it and its deliveries are sent. */
  readonly live: boolean;
  readonly metric: string;
  readonly conditions?: CompiledConditions;
  readonly entryActionId: string;
  readonly webhooks: ReadonlyMap<string, LiveWebhook>;
  readonly source: Flow;
}

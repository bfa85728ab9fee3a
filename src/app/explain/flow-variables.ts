// The variables that a flow's webhooks read, found without an event.

import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { pathText } from "#templates/dialect/dialect.ts";
import type { TemplateVariable } from "#templates/webhook-template.ts";
import { webhookTemplate } from "../delivery/webhook-template.ts";

/** A variable, and where a message reads it. */
export interface ListedVariable {
  /** As a template would have it, from its root: "event.Items[].Name". */
  readonly variable: string;
  /** Into the message. */
  readonly pointer: string;
  /** In the text that the pointer names, both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The conditions that it is read under, the outermost first: "{% if event.Gift %} {% else %}". */
  readonly conditions: readonly string[];
  /** What may be absent, as a condition asks for it or there is a default. */
  readonly may_be_absent: readonly string[];
}

/** What a webhook reads. */
export interface WebhookVariables {
  readonly action_id: string;
  readonly name?: string;
  /** In the order of the message, once for each place. */
  readonly variables: readonly ListedVariable[];
  /** Names of the secrets that URL and headers read. */
  readonly secrets: readonly string[];
}

/** The variables of a flow's webhooks, in the order of its actions. */
export function flowVariables(flow: RunnableFlow): WebhookVariables[] {
  return [...flow.webhooks.values()].map(({ id, message }) => {
    const { variables, secrets } = webhookTemplate(message);
    const name = message.name == null ? {} : { name: message.name };
    return { action_id: id, ...name, variables: variables.map(listed), secrets };
  });
}

function listed({ path, pointer, line, column, guards, conditions }: TemplateVariable): ListedVariable {
  return { variable: pathText(path), pointer, line, column, conditions, may_be_absent: guards.map(pathText) };
}

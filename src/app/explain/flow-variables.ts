// Lists the variables that a flow's webhooks read, without an event.

import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { pathText } from "#templates/dialect/dialect.ts";
import type { TemplateVariable } from "#templates/webhook-template.ts";
import { webhookTemplate } from "../delivery/webhook-template.ts";

/** A variable, and the position where a message reads it. */
export interface ListedVariable {
  /** As a template would write it, from its root: "event.Items[].Name". */
  readonly variable: string;
  /** A pointer into the message. */
  readonly pointer: string;
  /** The position in the text at the pointer, both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The conditions around it, the outermost first: "{% if event.Gift %} {% else %}". */
  readonly conditions: readonly string[];
  /** The paths that may be absent, because a condition asks for them or they have a default. */
  readonly may_be_absent: readonly string[];
}

/** The variables and secrets of a webhook. */
export interface WebhookVariables {
  readonly action_id: string;
  readonly name?: string;
  /** In the order of the message, once for each position. */
  readonly variables: readonly ListedVariable[];
  /** Names of the secrets that URL and headers read. */
  readonly secrets: readonly string[];
}

/** Returns the variables of a flow's webhooks, in the order of its actions. */
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

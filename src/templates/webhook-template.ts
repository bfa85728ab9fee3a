// The face of the template engine: a webhook's message compiled once, rendered for each event. Everything else in this
// folder is behind it, but for template-scope.ts, which makes of an event what a template reads.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import type { Problem } from "#core/problem.ts";
import { BodyOutput } from "./body/body-output.ts";
import { type CompiledMessage, compileMessage, type Message } from "./compile-message.ts";
import { Budget, RenderContext, type VariablePath } from "./dialect/dialect.ts";
import { renderHeader } from "./header-templates.ts";
import { failureProblem, type Rendered } from "./message-failure.ts";
import type { MessageTemplate } from "./message-template.ts";
import { positionAt, templateProblem } from "./message-template.ts";
import type { TemplateScope } from "./template-scope.ts";
import { messageVariables } from "./template-scope.ts";
import { renderUrlTemplate } from "./url-template.ts";

/** Values of secrets by name. */
type SecretValues = Readonly<Record<string, string>>;

/** A variable that a message reads, found without rendering it. */
export interface TemplateVariable {
  /** From the root, through loops and assignments: `["event", "Items", null, "Name"]`; null is each item of a list. */
  readonly path: VariablePath;
  /** The text of the message that reads it, as a JSON pointer. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  /** Variables that are asked for around it, or have a default: it is not counted on where they are absent. */
  readonly guards: readonly VariablePath[];
  /** The conditions that it is read under, the outermost first, as the template writes them: `{% if event.Gift %} {% else %}`. */
  readonly conditions: readonly string[];
}

/** A webhook's message, ready to be rendered. It keeps nothing between renderings. */
export interface WebhookTemplate {
  /** The body, as JSON text of at most MAX_BODY_BYTES. Reads no secrets. */
  renderBody(scope: TemplateScope): Rendered<string>;
  /** The URL; its scheme, host and port are always `origin`. */
  renderUrl(scope: TemplateScope, secrets: SecretValues): Rendered<string>;
  /** The headers that the message sets, by the names it gives them. */
  renderHeaders(scope: TemplateScope, secrets: SecretValues): Rendered<Record<string, string>>;
  /** Names of the secrets that URL and headers read. */
  readonly secrets: readonly string[];
  /** Scheme, host and port of the URL: "https://api.example.com". */
  readonly origin: string;
  /** Whether the URL is the same for every event. */
  readonly literalUrl: boolean;
  readonly variables: readonly TemplateVariable[];
}

/** A message that can be rendered, or all that is wrong with it; pointers lead into the message. */
export type CompiledWebhookTemplate =
  | { readonly ok: true; readonly template: WebhookTemplate }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Compiles a message. Do it once for each version of a flow: rendering is a small part of what parsing costs.
 * @param metrics those of its flow, where variables that name another metric's data are to be refused as such.
 */
export function compileWebhookTemplate(message: Message, metrics?: FlowMetrics): CompiledWebhookTemplate {
  const problems: Problem[] = [];
  const compiled = compileMessage(message, problems, metrics);
  return compiled ? { ok: true, template: webhookTemplate(compiled) } : { ok: false, problems };
}

function webhookTemplate(compiled: CompiledMessage): WebhookTemplate {
  const { url, headers, writeBody, needsVariables, templates } = compiled;
  return {
    renderBody(scope) {
      const output = new BodyOutput();
      const variables = messageVariables(scope);
      return rendered(
        () => {
          writeBody(() => new RenderContext(variables, scope, new Budget(), needsVariables), output);
          return output.text;
        },
        () => output.current,
      );
    },
    renderUrl(scope, secrets) {
      const context = newContext(compiled, scope, secrets);
      return renderWithSecrets([url.template], secrets, (start) => {
        start(url.template);
        return renderUrlTemplate(url, context);
      });
    },
    renderHeaders(scope, secrets) {
      const needed = headers.map(({ template }) => template);
      const context = newContext(compiled, scope, secrets);
      return renderWithSecrets(needed, secrets, (start) =>
        Object.fromEntries(
          headers.map((header) => {
            start(header.template);
            return [header.name, renderHeader(header, context)];
          }),
        ),
      );
    },
    secrets: [...new Set(templates.flatMap((template) => [...template.secrets]))].sort(),
    origin: url.origin,
    literalUrl: url.literal,
    variables: templates.flatMap(variablesOf),
  };
}

function newContext({ needsVariables }: CompiledMessage, scope: TemplateScope, secrets: SecretValues): RenderContext {
  return new RenderContext(messageVariables(scope, secrets), scope, new Budget(), needsVariables);
}

/** Renders URL or headers; `start` is told which template comes next. */
function renderWithSecrets<Value>(
  templates: readonly MessageTemplate[],
  secrets: SecretValues,
  render: (start: (template: MessageTemplate) => void) => Value,
): Rendered<Value> {
  for (const { pointer, secrets: names } of templates) {
    const missing = [...names].find((name) => !Object.hasOwn(secrets, name));
    if (missing === undefined) continue;
    const problem = templateProblem("template-secret-missing", pointer, `There is no secret named "${missing}".`);
    return { ok: false, problem };
  }
  let current: MessageTemplate | undefined;
  return rendered(
    () =>
      render((template) => {
        current = template;
      }),
    () => current,
  );
}

function rendered<Value>(render: () => Value, current: () => MessageTemplate | undefined): Rendered<Value> {
  try {
    return { ok: true, value: render() };
  } catch (error) {
    return { ok: false, problem: failureProblem(error, current()) };
  }
}

function variablesOf({ pointer, source, uses }: MessageTemplate): TemplateVariable[] {
  const written = (tags: readonly { begin: number; end: number }[]) =>
    tags.map(({ begin, end }) => source.slice(begin, end)).join(" ");
  return uses.map(({ path, offset, guards, conditions }) => {
    return { path, pointer, ...positionAt(source, offset), guards, conditions: conditions.map(written) };
  });
}

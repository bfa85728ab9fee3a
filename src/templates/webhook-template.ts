// The public interface of this folder, together with template-scope.ts: a webhook's message is compiled once and
// rendered for each event.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import type { Problem } from "#core/problem.ts";
import { BodyOutput } from "./body/body-output.ts";
import { type CompiledMessage, compileMessage, type Message } from "./compile-message.ts";
import { Budget, RenderContext, type VariablePath } from "./dialect/dialect.ts";
import { renderHeader } from "./header-templates.ts";
import { failureProblem, type Rendered } from "./message-failure.ts";
import { type MessageTemplate, positionAt, templateProblem } from "./message-template.ts";
import { messageVariables, type TemplateScope } from "./template-scope.ts";
import { renderUrlTemplate } from "./url-template.ts";

/** Secrets by name. */
type SecretValues = Readonly<Record<string, string>>;

/** A variable that a message reads, found without rendering it. */
export interface TemplateVariable {
  /** From the root, through loops and assignments: `["event", "Items", null, "Name"]`. Null is each item of a list. */
  readonly path: VariablePath;
  /** The text of the message that reads it, as a JSON pointer. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  /** Variables that the template tests around this use, or that have a default. The use does not need them. */
  readonly guards: readonly VariablePath[];
  /**
   * The conditions around this use, from the outermost, as written in the template: `{% if event.Gift %} {% else %}`.
   */
  readonly conditions: readonly string[];
}

/** A webhook's message that can be rendered. It keeps no state between renderings. */
export interface WebhookTemplate {
  /** The body, as JSON of at most MAX_BODY_BYTES. It never contains secrets. */
  renderBody(scope: TemplateScope): Rendered<string>;
  /** The URL. Its scheme, host and port are always `origin`. */
  renderUrl(scope: TemplateScope, secrets: SecretValues): Rendered<string>;
  /** The headers that the message sets, with the names as written in the message. */
  renderHeaders(scope: TemplateScope, secrets: SecretValues): Rendered<Record<string, string>>;
  /** Names of the secrets that the URL and headers read. */
  readonly secrets: readonly string[];
  /** Scheme, host and port of the URL: "https://api.example.com". */
  readonly origin: string;
  /** Whether the URL is the same for every event. */
  readonly literalUrl: boolean;
  readonly variables: readonly TemplateVariable[];
}

/** A message that can be rendered, or all of its problems. Their pointers are relative to the message. */
export type CompiledWebhookTemplate =
  | { readonly ok: true; readonly template: WebhookTemplate }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Compiles a message. Compile each version of a flow once, because parsing costs far more than rendering.
 * @param metrics The metrics of its flow. Without them, variables that name another metric's data are reported as
 *   unknown.
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

/** Renders the URL or headers. `render` calls `start` with each template before it renders it. */
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

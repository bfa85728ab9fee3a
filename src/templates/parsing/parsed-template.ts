// One template of a message: parsed, checked, and ready to be written to an emitter.

import { type Emitter, type Template, toValueSync } from "liquidjs";
import type { Problem } from "#core/problem.ts";
import { engine } from "../engine.ts";
import { MAX_PROBLEMS, MAX_TEMPLATE_LENGTH } from "../limits.ts";
import { positionAt, templateProblem } from "../problem-place.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { FailureAt } from "../rendering/render-failure.ts";
import { CheckedParser } from "./checked-parser.ts";
import { OutputPart } from "./output-part.ts";
import { type Finding, TemplateCheck, type VariableUse, type Vocabulary } from "./template-check.ts";
import { TextPart } from "./text-part.ts";

/** A template that can be rendered. */
export interface ParsedTemplate {
  /** Where it stands in the message, as a JSON pointer. */
  readonly pointer: string;
  readonly source: string;
  readonly parts: readonly Template[];
  /** Its text and outputs, when it has no tags: they are then written one after the other. */
  readonly plainParts: readonly (TextPart | OutputPart)[] | undefined;
  readonly uses: readonly VariableUse[];
  /** Names of the secrets that it reads. */
  readonly secrets: ReadonlySet<string>;
}

/** Parses and checks a template; undefined when there are problems, which are added to the list. */
export function parseTemplate(
  source: string,
  pointer: string,
  vocabulary: Vocabulary,
  problems: Problem[],
): ParsedTemplate | undefined {
  if (source.length > MAX_TEMPLATE_LENGTH) {
    const message = `A template may have at most ${MAX_TEMPLATE_LENGTH} characters; this one has ${source.length}.`;
    problems.push(templateProblem("template-limit", pointer, message));
    return undefined;
  }
  const parser = new CheckedParser(engine);
  const parts = parser.parseAll(source);
  const check = new TemplateCheck(vocabulary, parts ?? []);
  check.check();
  const findings = [...parser.findings, ...check.findings].map((finding) => toProblem(finding, source, pointer));
  if (!parts || findings.length > 0) {
    problems.push(...findings.sort(byPosition).slice(0, MAX_PROBLEMS));
    return undefined;
  }
  const plainParts = parts.every(isPlain) ? parts : undefined;
  return { pointer, source, parts, plainParts, uses: check.uses, secrets: check.secrets };
}

/** Writes a template. Throws what `failureProblem` makes a problem of. */
export function writeTemplate({ parts, plainParts }: ParsedTemplate, context: RenderContext, emitter: Emitter): void {
  if (plainParts === undefined) {
    toValueSync(engine.renderer.renderTemplates([...parts], context.fresh(), emitter));
    return;
  }
  for (const part of plainParts) {
    try {
      if (part instanceof OutputPart) part.renderPlain(context, emitter);
      else part.render(context, emitter);
    } catch (error) {
      throw new FailureAt(error, part.token);
    }
  }
}

/** The value of a template's lone output. */
export function evaluateOutput(part: OutputPart, context: RenderContext): unknown {
  try {
    return part.evaluate(context);
  } catch (error) {
    throw new FailureAt(error, part.token);
  }
}

/** The output that a template consists of, when it consists of one and of nothing else, not even a space. */
export function loneOutput({ parts, source }: ParsedTemplate): OutputPart | undefined {
  const [part] = parts;
  return part instanceof OutputPart && part.token.begin === 0 && part.token.end === source.length ? part : undefined;
}

/** Whether a text holds anything for the engine: a text without outputs and tags is sent as it is. */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

function isPlain(part: Template): part is TextPart | OutputPart {
  return part instanceof TextPart || part instanceof OutputPart;
}

function toProblem({ rule, message, token, offset }: Finding, source: string, pointer: string): Problem {
  return templateProblem(rule, pointer, message, positionAt(source, offset ?? token?.begin ?? 0));
}

function byPosition(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

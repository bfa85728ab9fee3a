// The face of the dialect: Klaviyo's template language, which is Django's, with Liquid's names beside it, on liquidjs. A
// template is parsed once with a vocabulary, which says what it may name, and rendered with variables to an emitter, which
// says how text and values are written. Nothing in this folder knows what templates are for.

export { type PathStep, pathText, type VariablePath } from "./expressions/static-path.ts";
export { LEFT_OUT_FILTERS } from "./filters/left-out.ts";
export * from "./limits.ts";
export type { OutputPart } from "./parsing/output-part.ts";
export { isTemplate, parseTemplate, type Template } from "./parsing/parse-template.ts";
export type { Part } from "./parsing/part.ts";
export type { VariableUse } from "./parsing/template-check.ts";
export { TextPart } from "./parsing/text-part.ts";
export type { Refusal, Vocabulary } from "./parsing/vocabulary.ts";
export { Budget } from "./rendering/budget.ts";
export { type Emitter, TextEmitter, type WrittenOutput, type WrittenText } from "./rendering/emitter.ts";
export { RenderContext, type RenderTime } from "./rendering/render-context.ts";
export { AbsentVariable, FailureAt, RenderFailure } from "./rendering/render-failure.ts";
export { jsonText, plainText } from "./rendering/value-text.ts";
export { type BlockEmitter, writeEach } from "./rendering/write-parts.ts";
export { evaluateOutput, writeTemplate } from "./rendering/write-template.ts";
export { PARSE_RULES, RENDER_RULES } from "./rules.ts";

// The public interface of the dialect: Klaviyo's template language, which is Django's, extended with Liquid's tags and
// filters. A template is parsed once with a vocabulary, which lists the names that it may use, and rendered with
// variables to an emitter, which decides how text and values are written. No file in this folder knows the purpose of a
// template.

export { type PathStep, pathText, type VariablePath } from "./expressions/variable-path.ts";
export { LEFT_OUT_FILTERS } from "./filters/registry.ts";
export * from "./limits.ts";
export { isTemplate, parseTemplate } from "./parsing/parse-template.ts";
export { type OutputPart, type Part, type Template, TextPart, type VariableUse } from "./parsing/parts.ts";
export type { Refusal, Vocabulary } from "./parsing/vocabulary.ts";
export { type Emitter, TextEmitter, type WrittenOutput, type WrittenText } from "./rendering/emitter.ts";
export { Budget, RenderContext, type RenderTime } from "./rendering/render-context.ts";
export { AbsentVariable, FailureAt, RenderFailure } from "./rendering/render-failure.ts";
export { type BlockEmitter, evaluateOutput, writeEach, writeTemplate } from "./rendering/write-template.ts";
export { PARSE_RULES, RENDER_RULES } from "./rules.ts";
export { jsonText, plainText } from "./values/value-text.ts";

// The content of a request's body, as the templates of a mapping read it: JSON, or the fields of a form.

import type { EventRule } from "#core/event/event-rules.ts";
import { MAX_DEPTH } from "#core/event/limits.ts";
import { findIJsonFlaws } from "#core/i-json.ts";
import type { JsonValue } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { Findings, jsonPointer, type Problem } from "#core/problem.ts";
import { nestsDeeperThan } from "#templates/body/json-syntax.ts";

/** The content, or the problem of the body. */
type RequestContent =
  | { readonly ok: true; readonly body: JsonValue }
  | { readonly ok: false; readonly problem: Problem<EventRule> };

/** Deepest nesting of a request's body: properties may be all of it, or a part of it at the same depth again. */
const MAX_BODY_DEPTH = 2 * MAX_DEPTH;

const FORM = "application/x-www-form-urlencoded";

/** The field in which a form of GitHub's webhooks has the JSON. */
const PAYLOAD = "payload";

/** Reads the body of a request. @param contentType the media type of the request, if it has one */
export function readContent(body: string, contentType: string | undefined): RequestContent {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  return type === FORM ? readForm(body) : readJson(body);
}

/** A form's fields, as texts. A form with a single field `payload` holds JSON in it, as GitHub and Slack send it. */
function readForm(body: string): RequestContent {
  const fields = new URLSearchParams(body);
  const payload = fields.get(PAYLOAD);
  if (payload !== null && fields.size === 1) return readJson(payload);
  return { ok: true, body: Object.fromEntries(fields) };
}

function readJson(text: string): RequestContent {
  const problem = (rule: EventRule, message: string): RequestContent => {
    return { ok: false, problem: { rule, pointer: "", message } };
  };
  if (nestsDeeperThan(text, MAX_BODY_DEPTH)) {
    return problem("event-invalid", `The body nests deeper than ${MAX_BODY_DEPTH} levels.`);
  }
  try {
    const body = parseJson(text);
    const findings = new Findings<EventRule>();
    findIJsonFlaws(text, body, ({ message, path }) =>
      findings.add(() => ({ rule: "event-invalid", pointer: jsonPointer(path()), message })),
    );
    const [flaw] = findings.problems();
    return flaw === undefined ? { ok: true, body } : { ok: false, problem: flaw };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return problem("event-not-json", `The body is not JSON: ${error.message}.`);
  }
}

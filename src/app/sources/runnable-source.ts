// A source, compiled: verifies nothing, and makes the values of an event of a request.

import { MAX_STORED_EVENT_BYTES } from "#core/event/limits.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#core/json.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { eventValues, isBlank } from "#core/sources/event-values.ts";
import { eventTemplates, type Mapping, mergeMappings } from "#core/sources/mapping.ts";
import { headerVariables, type RequestHeaders } from "#core/sources/signed-request.ts";
import type { Source } from "#core/sources/source.ts";
import { SOURCE_KINDS } from "#core/sources/source-kinds.ts";
import { compileMapping, type MappingTemplate, type RequestVariables } from "#templates/mapping-template.ts";

/** A part of the event and the part of the request's body that it comes from, both as JSON pointers. */
export type Place = readonly [event: string, body: string];

/** The result of a mapping. */
export type MappedRequest =
  | { readonly outcome: "event"; readonly values: JsonObject; readonly places: readonly Place[] }
  /** The request makes no event, by intention. `reason` is a sentence. */
  | { readonly outcome: "ignored"; readonly reason: string }
  /** A template failed. The pointer leads into the mapping. */
  | { readonly outcome: "failed"; readonly problem: Problem };

/** A source that can map requests. */
export interface RunnableSource {
  readonly source: Source;
  /** The headers that the mapping reads, in lower case: only these are kept with a request. */
  readonly headers: ReadonlySet<string>;
  /** Makes the values of an event. @param receivedAt in milliseconds since 1970 */
  map(body: JsonValue, headers: RequestHeaders, receivedAt: number): MappedRequest;
}

/** A source that can map requests, or the problems of its templates. Pointers lead into the source file. */
export type CompiledSource =
  | { readonly ok: true; readonly runnable: RunnableSource }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Distinguishes a JSON body from a form. */
export const CONTENT_TYPE = "content-type";

const LIMIT = {
  bytes: MAX_STORED_EVENT_BYTES,
  message: `The event is longer than ${MAX_STORED_EVENT_BYTES} bytes.`,
};

/** The parts of a mapping that are rendered one after the other, because the later ones depend on the earlier ones. */
interface Parts {
  readonly topic: MappingTemplate | undefined;
  readonly when: MappingTemplate | undefined;
  readonly metric: MappingTemplate | undefined;
  readonly event: MappingTemplate;
}

/** Compiles a source. */
export function compileSource(source: Source): CompiledSource {
  const mapping = mergeMappings(SOURCE_KINDS[source.kind].mapping, source.mapping ?? {});
  const problems: Problem[] = [];
  const compile = (part: JsonValue, path: readonly string[]): MappingTemplate | undefined => {
    const compiled = compileMapping(part, LIMIT);
    if (compiled.ok) return compiled.template;
    const before = jsonPointer(["mapping", ...path]);
    problems.push(...compiled.problems.map((problem) => ({ ...problem, pointer: before + problem.pointer })));
    return undefined;
  };
  const optional = (name: "topic" | "when" | "metric") => {
    const template = mapping[name];
    return template === undefined ? undefined : compile(template, [name]);
  };
  const [topic, when, metric] = [optional("topic"), optional("when"), optional("metric")];
  const event = compile(eventTemplates(mapping), []);
  if (event === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, runnable: runnable(source, mapping, { topic, when, metric, event }) };
}

function runnable(source: Source, mapping: Mapping, parts: Parts): RunnableSource {
  const read = Object.values(parts).flatMap((part?: MappingTemplate) => part?.headers ?? []);
  const headers = new Set([CONTENT_TYPE, ...read]);
  return {
    source,
    headers,
    map(body, sent, receivedAt) {
      const kept = Object.fromEntries(Object.entries(sent).filter(([name]) => headers.has(name)));
      return new Rendering(mapping, parts, { body, headers: headerVariables(kept) }, receivedAt).result();
    },
  };
}

/** Ends a rendering with its result. */
class Ends extends Error {
  readonly mapped: MappedRequest;

  constructor(mapped: MappedRequest) {
    super("The mapping has ended");
    this.mapped = mapped;
  }
}

/** One rendering of a mapping. */
class Rendering {
  readonly #mapping: Mapping;
  readonly #parts: Parts;
  readonly #now: number;
  #variables: RequestVariables;

  constructor(mapping: Mapping, parts: Parts, variables: RequestVariables, now: number) {
    this.#mapping = mapping;
    this.#parts = parts;
    this.#variables = variables;
    this.#now = now;
  }

  result(): MappedRequest {
    try {
      return this.#event();
    } catch (error) {
      if (error instanceof Ends) return error.mapped;
      throw error;
    }
  }

  #event(): MappedRequest {
    const { topic: ofTopic, when, event } = this.#parts;
    const topic = textOf(this.#render(ofTopic, "/topic"));
    if (topic !== undefined) this.#variables = { ...this.#variables, topic };
    const metric = this.#metric(topic);
    if (when !== undefined && isFalse(this.#render(when, "/when"))) {
      throw ignored('The condition "when" of the mapping is not met.');
    }
    const values = this.#render(event, "");
    if (!isJsonObject(values)) throw new TypeError("The mapping of an event is an object");
    return { outcome: "event", values: eventValues({ metric, ...values }), places: event.places };
  }

  /** The metric of the topic. A topic without one makes no event. */
  #metric(topic: string | undefined): string {
    const { metrics = {} } = this.#mapping;
    const listed = topic !== undefined && Object.hasOwn(metrics, topic) ? metrics[topic] : undefined;
    const metric = listed === undefined ? textOf(this.#render(this.#parts.metric, "/metric")) : listed;
    if (metric === null || metric === undefined) {
      throw ignored(topic === undefined ? "The request has no topic." : `The topic "${topic}" has no metric.`);
    }
    return metric;
  }

  #render(part: MappingTemplate | undefined, pointer: string): JsonValue | undefined {
    const rendered = part?.render(this.#variables, { now: this.#now });
    if (rendered === undefined) return undefined;
    if (rendered.ok) return rendered.value;
    const { problem } = rendered;
    throw new Ends({ outcome: "failed", problem: { ...problem, pointer: `/mapping${pointer}${problem.pointer}` } });
  }
}

function ignored(reason: string): Ends {
  return new Ends({ outcome: "ignored", reason });
}

/** A value as text; undefined if it is blank. */
function textOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined || isBlank(value)) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isFalse(value: JsonValue | undefined): boolean {
  return isBlank(value) || value === false || value === 0 || value === "false";
}

const compiled = new WeakMap<Source, RunnableSource>();

/** Returns a source that was checked when its file was loaded, compiled on first use; throws if it was not checked. */
export function runnableSource(source: Source): RunnableSource {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const result = compileSource(source);
  if (!result.ok) throw new Error(`The source ${source.name} was not checked: ${result.problems[0]?.message}`);
  compiled.set(source, result.runnable);
  return result.runnable;
}

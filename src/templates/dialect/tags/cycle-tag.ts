// `cycle`: one value after the other. With commas it is Liquid's, in which tags with the same values, or of the same group,
// take turns; without them it is Django's, in which each tag goes on for itself, or a later one by its name
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#cycle).

import type { Evaluate } from "../expressions/evaluate.ts";
import { compileNeeded, type Give } from "../parsing/needed-variables.ts";
import type { Description } from "../parsing/part.ts";
import { words } from "../parsing/spelled.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { type Cycle, cyclesOf, readCycle } from "./cycle.ts";
import { DialectTag, newNames, type TagSource } from "./dialect-tag.ts";

/** `{% cycle 'a', 'b' %}`, `{% cycle 'group': 'a', 'b' %}`, `{% cycle 'a' 'b' as name silent %}`, `{% cycle name %}` */
export class CycleTag extends DialectTag {
  readonly #cycle: Cycle;
  readonly #values: readonly Give[];
  readonly #group: Evaluate | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const written = this.parser.read(token, (words) => readCycle(words, this)) ?? { values: [], turns: this };
    const cycles = cyclesOf(this.parser);
    this.#cycle = this.#named(written, cycles.named) ?? written;
    const { name, values, group } = this.#cycle;
    this.#values = values.map((value) => compileNeeded(value, this.parser.filters));
    this.#group = group && this.parser.compile(group);
    this.spells = words(values);
    cycles.last = this.#cycle;
    if (name) cycles.named.set(name.name, this.#cycle);
  }

  write(context: RenderContext, emitter: Emitter): void {
    const { turns, name, silent } = this.#cycle;
    const key = this.#group ? JSON.stringify([turns, this.#group(context)]) : turns;
    const turn = context.memory.get(key);
    const index = typeof turn === "number" ? turn : 0;
    context.memory.set(key, (index + 1) % this.#values.length);
    const value = this.#values[index]?.(context);
    if (name) context.assign(name.name, value);
    if (!silent) emitter.output(value, this, false);
  }

  describe(): Description {
    const { values, group, name, silent } = this.#cycle;
    const reads = group ? [...values, group] : values;
    return { reads, writes: silent ? "nothing" : "value", names: newNames(name) };
  }

  /** The cycle that a tag of one name goes on with. */
  #named({ values, turns }: Cycle, named: ReadonlyMap<string, Cycle>): Cycle | undefined {
    const [only, ...more] = values;
    const isName = turns === this && more.length === 0 && only?.kind === "path" && only.steps.length === 0;
    return isName && typeof only.root === "string" ? named.get(only.root) : undefined;
  }
}

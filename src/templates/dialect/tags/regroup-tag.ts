// `regroup`: a list of objects as groups that have a property in common
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#regroup). As there, only neighbours come into one group.

import type { Expression } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/evaluate.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import { compileNeeded, type Give } from "../parsing/needed-variables.ts";
import type { Description } from "../parsing/part.ts";
import { noNames, type RenderContext } from "../rendering/render-context.ts";
import { isEqual } from "../values/compare.ts";
import { DialectTag, type GivenName, newNames, type TagSource, UNREAD } from "./dialect-tag.ts";
import { readName } from "./given-name.ts";

/** A name that no template can write: the item whose group is asked for. */
const ITEM = "{% regroup %}";

interface Group {
  readonly grouper: unknown;
  readonly list: unknown[];
}

/** `{% regroup event.Items by Category as groups %}` */
export class RegroupTag extends DialectTag {
  readonly #list: Expression;
  readonly #giveList: Give;
  readonly #grouper: Evaluate;
  readonly #name: GivenName | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const read = this.parser.read(source[0], readRegroup);
    this.#list = read?.list ?? UNREAD;
    this.#giveList = compileNeeded(this.#list, this.parser.filters);
    this.#grouper = this.parser.compile(read?.grouper ?? UNREAD);
    this.#name = read?.name;
  }

  write(context: RenderContext): void {
    const value = this.#giveList(context);
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    context.useOutput(items.length);
    const groups: Group[] = [];
    for (const item of items) {
      context.useStep();
      context.enter(Object.assign(noNames(), { [ITEM]: item }));
      const grouper = this.#grouper(context);
      context.leave();
      const last = groups.at(-1);
      if (last && isEqual(last.grouper, grouper)) last.list.push(item);
      else groups.push({ grouper, list: [item] });
    }
    if (this.#name) context.assign(this.#name.name, groups);
  }

  describe(): Description {
    return { reads: [this.#list], writes: "nothing", names: newNames(this.#name) };
  }
}

function readRegroup(words: ExpressionParser): { list: Expression; grouper: Expression; name: GivenName } {
  const list = words.operand();
  words.expect("by");
  const grouper = ofItem(words.operand());
  words.expect("as");
  return { list, grouper, name: readName(words) };
}

/** What is read of each item, for a property as the tag names it. */
function ofItem(expression: Expression): Expression {
  if (expression.kind === "filtered") return { ...expression, value: ofItem(expression.value) };
  if (expression.kind !== "path" || typeof expression.root !== "string") return expression;
  return { ...expression, root: ITEM, steps: [expression.root, ...expression.steps] };
}

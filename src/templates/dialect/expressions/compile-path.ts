// Paths: the variable first, then its properties one by one, until one is absent.

import { type PropertyKey, propertyKey, readProperty } from "../values/read-property.ts";
import type { Expression, Path, Step } from "./ast.ts";
import type { Evaluate, Scope } from "./evaluate.ts";

type CompileInner = (expression: Expression) => Evaluate;

/** Compiles a path. */
export function compilePath({ root, steps }: Path, compileInner: CompileInner): Evaluate {
  const start = typeof root === "string" ? compileVariable(root) : compileInner(root);
  const fixed = steps.filter((step) => typeof step !== "object").map(propertyKey);
  const keys = fixed.filter((key) => key !== undefined);
  if (keys.length < steps.length) return compileComputed(start, steps, compileInner);
  const [only, ...more] = keys;
  if (only === undefined) return start;
  if (more.length === 0) return (scope) => readProperty(start(scope), only);
  return (scope) => {
    let value = start(scope);
    for (const key of keys) value = readProperty(value, key);
    return value;
  };
}

function compileVariable(name: string): Evaluate {
  return (scope) => scope.variable(name);
}

function compileComputed(start: Evaluate, steps: readonly Step[], compileInner: CompileInner): Evaluate {
  const keys = steps.map((step) => compileKey(step, compileInner));
  return (scope) => {
    let value = start(scope);
    for (const key of keys) {
      const read = key(scope);
      value = read && readProperty(value, read);
    }
    return value;
  };
}

function compileKey(step: Step, compileInner: CompileInner): (scope: Scope) => PropertyKey | undefined {
  if (typeof step !== "object") {
    const key = propertyKey(step);
    return () => key;
  }
  const evaluate = compileInner(step);
  return (scope) => propertyKey(evaluate(scope));
}

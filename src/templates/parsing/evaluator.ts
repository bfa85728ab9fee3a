// An output made into one function. liquidjs evaluates through six generators an output; most outputs are a path and a
// few filters with constant arguments, for which plain calls give the same values several times faster.

import type { FilteredValueToken } from "liquidjs";
import { type Context, evalToken, type Liquid, type Token, TypeGuards, toValue, toValueSync, Value } from "liquidjs";
import type { RenderContext } from "../rendering/render-context.ts";

/** Gives the value of an expression. */
export type Evaluate = (context: RenderContext) => unknown;

type FilterCall = FilteredValueToken["filters"][number];

/** Compiles an output's expression with its filters. */
export function compileEvaluator(expression: FilteredValueToken, engine: Liquid): Evaluate {
  const [operand, ...more] = expression.initial.postfix;
  if (operand === undefined || more.length > 0) return evaluateByEngine(expression, engine);
  let evaluate = compileOperand(operand);
  for (const call of expression.filters) evaluate = compileFilter(evaluate, call, engine);
  const filtered = evaluate;
  return (context) => toValue(filtered(context));
}

/** Whether an expression is nothing but a path of fixed names: its value is then part of the event as it came. */
export function isFixedPath(expression: FilteredValueToken): boolean {
  const [operand, ...more] = expression.initial.postfix;
  return more.length === 0 && expression.filters.length === 0 && fixedPath(operand) !== undefined;
}

function evaluateByEngine(expression: FilteredValueToken, engine: Liquid): Evaluate {
  const value = new Value(expression, engine);
  return (context) => toValue(toValueSync(value.value(context, false)));
}

function compileOperand(token: Token): Evaluate {
  if ("content" in token) {
    const { content } = token;
    return () => content;
  }
  const path = fixedPath(token);
  if (path === undefined) return (context) => toValueSync(evalToken(token, context));
  const [root = "", ...rest] = path;
  return (context) => {
    let value = context.variable(root);
    for (const key of rest) {
      if (value === undefined || value === null) return value;
      // readProperty takes any value but undefined and null, whatever its declaration says.
      value = context.readProperty(value as object, key);
    }
    return value;
  };
}

/** The names of a path without computed ones. */
function fixedPath(token: Token | undefined): (string | number)[] | undefined {
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return undefined;
  const path: (string | number)[] = [];
  for (const property of token.props) {
    if (
      !TypeGuards.isWordToken(property) &&
      !TypeGuards.isQuotedToken(property) &&
      !TypeGuards.isNumberToken(property)
    ) {
      return undefined;
    }
    path.push(property.content);
  }
  return path;
}

function compileFilter(input: Evaluate, call: FilterCall, engine: Liquid): Evaluate {
  const implementation = engine.filters[call.name];
  const handler = typeof implementation === "function" ? implementation : implementation?.handler;
  // A filter that does not exist is reported when the template is checked; it never comes to be called.
  if (handler === undefined) return input;
  const parameters = call.args.map(compileArgument);
  return (context) => {
    const values = parameters.map((parameter) => parameter(context));
    return toValueSync(
      handler.apply({ context: context as Context, token: call, liquid: engine }, [input(context), ...values]),
    );
  };
}

function compileArgument(argument: FilterCall["args"][number]): Evaluate {
  if (!Array.isArray(argument)) return compileOperand(argument);
  const [name, token] = argument;
  const value = token === undefined ? () => undefined : compileOperand(token);
  return (context) => [name, value(context)];
}

// Keeps numbers of a YAML file as the file writes them. A number that a double can't hold keeps its digits, as in events
// (core/parse-json.ts), and a number that is the name of a field stays that name, character by character. The YAML parser
// rounds both.

import { type Document, type Scalar, visit } from "yaml";
import { exactNumber } from "#core/exact-number.ts";

/** Decimal numbers of YAML (1.2.2, 10.3.2): with a plus, leading zeros, or no digits on one side of the point. */
const DECIMAL = /^([-+]?)0*(\d*)(?:\.(\d*))?(e[-+]?\d+)?$/i;

/** Restores the digits of every number in a document. */
export function keepDigits(document: Document): void {
  visit(document, {
    Scalar(position, scalar) {
      const { value, source } = scalar;
      if (typeof value !== "number" || source === undefined) return;
      scalar.value = position === "key" ? source : numberOf(value, source);
    },
  });
}

function numberOf(value: number, source: string): Scalar["value"] {
  const [decimal, sign, whole, fraction, exponent = ""] = DECIMAL.exec(source) ?? [];
  if (decimal !== undefined) {
    return exactNumber(`${sign === "-" ? "-" : ""}${whole || "0"}${fraction ? `.${fraction}` : ""}${exponent}`);
  }
  // The remaining forms are 0x, 0o, .inf and .nan.
  return Number.isFinite(value) ? exactNumber(String(BigInt(source))) : value;
}

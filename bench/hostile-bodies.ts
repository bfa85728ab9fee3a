// Time, memory and answer of the bodies that cost the most, as a search finds them: `node bench/hostile-bodies.ts [SEED]`.
// test/hostile asserts what can be counted; this shows what depends on the machine.

import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { errorsBody } from "#api/errors.ts";
import { explainRequestSchema, parseEventRequest } from "#api/explain-request.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { type BodyShape, hostileBody, mostCostly, seeded } from "../test/hostile/body-shapes.ts";

// No collection may run while a body is measured, so that the difference is all that the body allocated.
setFlagsFromString("--semi-space-growth-factor=16");
setFlagsFromString("--min-semi-space-size=128");
setFlagsFromString("--max-semi-space-size=256");
setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const SHAPES = 150;

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const PORTS = { now: Date.now, newRequestId: () => "request-1", sha256Hex };

const SURFACES: Readonly<Record<string, (body: string) => string>> = {
  "POST /events": (body) => {
    const envelope = { v: 1, format: "plain", request_id: "1", received_at: Date.now(), key_id: "key_1" } as const;
    const parsed = parseEvent({ ...envelope, body }, sha256Hex);
    return parsed.ok ? "" : JSON.stringify(errorsBody("invalid", "request-1", parsed.problems));
  },
  "POST /manage/v1/explain": (body) => {
    const parsed = parseEventRequest(explainRequestSchema, `{"event":${body}}`, PORTS);
    return parsed.ok ? "" : JSON.stringify(errorsBody("invalid", "request-1", parsed.problems));
  },
};

interface Cost {
  /** Time of the processor, which other processes do not lengthen. */
  readonly ms: number;
  readonly megabytes: number;
  readonly answer: number;
}

function measure(answerTo: (body: string) => string, shape: BodyShape): Cost {
  const body = hostileBody(shape, MAX_EVENT_BYTES);
  collect();
  const before = process.memoryUsage().heapUsed;
  const start = process.threadCpuUsage();
  const text = answerTo(body);
  const { user, system } = process.threadCpuUsage(start);
  const ms = (user + system) / 1000;
  return { ms, megabytes: (process.memoryUsage().heapUsed - before) / 2 ** 20, answer: Buffer.byteLength(text) };
}

const seed = Number(process.argv[2] ?? 1);
for (const [surface, answerTo] of Object.entries(SURFACES)) {
  measure(answerTo, (await mostCostly(seeded(seed), SHAPES, (shape) => measure(answerTo, shape).ms)).shape);
  for (const what of ["ms", "megabytes", "answer"] as const) {
    const { shape } = await mostCostly(seeded(seed), SHAPES, (tried) => measure(answerTo, tried)[what]);
    // The least of three: a busy machine only ever adds.
    const runs = [1, 2, 3].map(() => measure(answerTo, shape)[what]);
    process.stdout.write(`${surface}: most ${what} ${Math.min(...runs).toFixed(1)} ${JSON.stringify(shape)}\n`);
  }
}

// Measures how long the functions take for a batch of messages, and how many calls to AWS they make. The bundles are those
// that are deployed; AWS and the target of the webhooks are stand-ins that answer at once. Options:
//
//     --cgroup FOLDER     the cgroup to run the functions in, after a warm-up outside of it
//     --dynamodb MS       how long the stand-ins take to answer (default 0)
//     --sqs MS
//     --batches COUNT     batches of each kind (default 200)
//     --only NAME         rows whose name contains this text
//
// A function of 512 MB has 0.29 of a CPU. Under cgroup v1:
//
//     mkdir /sys/fs/cgroup/cpu/512mb
//     echo 29000 > /sys/fs/cgroup/cpu/512mb/cpu.cfs_quota_us        # of a period of 100,000
//     node bench/functions.ts --cgroup /sys/fs/cgroup/cpu/512mb --dynamodb 10 --sqs 20

import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { flowSchema } from "#core/flow/flow.ts";
import type { FunctionName } from "../lambdas/environment.ts";
import { BUNDLE_FILE, writeBundle } from "../lib/function-bundle.ts";
import { AwsDouble, FLOWS_TABLE } from "./functions/aws-double.ts";
import type { Invocation, Invocations, Invoked } from "./functions/invoke.ts";
import { bulkRequests, deliveryRecords, eventRecords, runRecords } from "./functions/records.ts";
import { flowYaml } from "./subjects/flow-files.ts";

const { values: options } = parseArgs({
  options: {
    cgroup: { type: "string" },
    batches: { type: "string", default: "200" },
    only: { type: "string" },
    dynamodb: { type: "string", default: "0" },
    sqs: { type: "string", default: "0" },
  },
});

/** Fewest measured requests with many events. */
const FEWEST = 20;

/** Batches before the measured ones, for the compiler and for what functions read once. */
const WARM_UP = 200;

/** Events in a full request with many, and in a small one. */
const MANY = 1_000;
const SOME = 10;

/** One row of the table. */
interface Measurement {
  readonly name: string;
  readonly lambda: FunctionName;
  /** Invocations, each with `size` messages or events. */
  readonly records: (count: number, size: number) => readonly Invocation[];
  readonly size: number;
}

const receiver = await listening(
  createServer((request, response) => void request.resume().on("end", () => response.end("{}"))),
);
const target = `http://127.0.0.1:${portOf(receiver)}`;
const { double, server } = await AwsDouble.start([flowSchema.parse(parse(flowYaml(1, 1, `${target}/orders`)))]);
double.latency = { sqs: Number(options.sqs), others: Number(options.dynamodb) };
const folder = mkdtempSync(join(tmpdir(), "flowhook-functions-"));

try {
  for (const name of ["ingest", "matcher", "dispatcher", "flow-runner"] as const) writeBundle(name, join(folder, name));
  const order = readFileSync(join(import.meta.dirname, "detailed-order.json"), "utf8");
  const events = (count: number, size: number) => eventRecords(order, count, size);
  await measure({ name: "once", lambda: "matcher", records: events, size: 1 }, 1);
  const sample = double.sent.get(queueUrl("dispatch"))?.[0];
  if (sample === undefined) throw new Error("The bench's event matched no flow");
  const dispatches = (count: number, size: number) => deliveryRecords(sample, "dispatch", count, size);
  const runs = (count: number, size: number) => runRecords(sample, count, size);
  const waiting = { since: Date.now(), times: 1, recorded: true };
  const retries = (count: number, size: number) => deliveryRecords(sample, "retries", count, size, { waiting });
  console.log("| batches | messages | time, ms | CPU, ms | calls to AWS of a batch |");
  console.log("| --- | --- | --- | --- | --- |");
  const requests = (count: number, size: number) => bulkRequests(order, count, size);
  for (const size of [MANY, SOME, 1]) {
    await report({ name: "requests with many events", lambda: "ingest", records: requests, size });
  }
  await report({ name: "matcher", lambda: "matcher", records: events, size: 10 });
  await report({ name: "matcher", lambda: "matcher", records: events, size: 1 });
  await report({ name: "first attempts", lambda: "dispatcher", records: dispatches, size: 5 });
  await report({ name: "first attempts", lambda: "dispatcher", records: dispatches, size: 1 });
  await report({ name: "runs that wake", lambda: "flow-runner", records: runs, size: 10 });
  await report({ name: "runs that wake", lambda: "flow-runner", records: runs, size: 1 });
  double.failingTarget = target;
  await report({ name: "held back by a circuit", lambda: "dispatcher", records: retries, size: 10 });
} finally {
  for (const one of [receiver, server]) {
    one.close();
    one.closeAllConnections();
  }
  rmSync(folder, { recursive: true });
}

async function report(measurement: Measurement): Promise<void> {
  if (options.only !== undefined && !measurement.name.includes(options.only)) return;
  const count = countOf(measurement.size);
  const { elapsed, cpu, calls } = await measure(measurement, count);
  const named = [...calls].map(
    ([operation, number]) => `${operation.split(".").at(-1)} ${(number / count).toFixed(1)}`,
  );
  const cells = [
    measurement.name,
    measurement.size,
    (elapsed / count).toFixed(1),
    (cpu / count).toFixed(1),
    named.join(", "),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

/** How many invocations are measured: as many events as in batches of ten, or a few large requests. */
function countOf(size: number): number {
  const batches = Number(options.batches);
  return size <= SOME ? batches : Math.max(FEWEST, Math.round((batches * SOME) / size));
}

async function measure({ lambda, records, size }: Measurement, count: number) {
  const child = fork(join(import.meta.dirname, "functions", "invoke.ts"), { env: environment(lambda) });
  const bundle = join(folder, lambda, BUNDLE_FILE);
  try {
    const invoke = async (invocations: readonly Invocation[]): Promise<Invoked> => {
      const answered = new Promise<Invoked>((resolve, reject) => {
        child
          .once("message", (invoked) => resolve(invoked as Invoked))
          .once("exit", () => reject(new Error(`The ${lambda} ended`)));
      });
      child.send({ bundle, invocations } satisfies Invocations);
      const invoked = await answered;
      if (invoked.failed > 0) throw new Error(`The ${lambda} failed ${invoked.failed} messages`);
      return invoked;
    };
    if (count > 1) await invoke(records(Math.min(WARM_UP, count), size));
    if (options.cgroup !== undefined) writeFileSync(join(options.cgroup, "cgroup.procs"), String(child.pid));
    double.calls.clear();
    return { ...(await invoke(records(count, size))), calls: new Map(double.calls) };
  } finally {
    child.kill();
  }
}

/** The environment of a function, as the stack sets it; every URL of AWS leads to the stand-in. */
function environment(lambda: FunctionName): Record<string, string> {
  const queues = {
    DISPATCH: "dispatch",
    RETRIES: "retries",
    STEPS: "steps",
    EVENTS: "events",
    EVENTS_DEAD_LETTERS: "letters",
  };
  return {
    PATH: process.env["PATH"] ?? "",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${portOf(server)}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_LAMBDA_FUNCTION_NAME: lambda,
    FLOWS_TABLE,
    FLOWS_BUCKET: "flows",
    ...Object.fromEntries(
      ["DELIVERIES", "DELAYED_MESSAGES", "PROFILES", "TARGETS"].map((name) => [`${name}_TABLE`, name.toLowerCase()]),
    ),
    ...Object.fromEntries(Object.entries(queues).map(([name, queue]) => [`${name}_QUEUE_URL`, queueUrl(queue)])),
    EVENTS_DEAD_LETTERS_URL: queueUrl("letters"),
    FAILED_DELIVERIES_URL: queueUrl("failed"),
    SIGNING_SECRET_ARN: "signing",
    TARGET_SECRETS_ARN: "targets",
    HOST_LIMITS: "{}",
    ALLOW_TARGETS: "127.0.0.0/8",
    TIMEZONE: "UTC",
    ORGANIZATION: "{}",
    FLOWHOOK_VERSION: "bench",
    UV_THREADPOOL_SIZE: "64",
  };
}

function queueUrl(queue: string): string {
  return `http://127.0.0.1:${portOf(server)}/111122223333/${queue}`;
}

async function listening(one: Server): Promise<Server> {
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  return one;
}

function portOf(one: Server): number {
  // A server on a TCP port has an address of this type; a string is for pipes.
  return (one.address() as AddressInfo).port;
}

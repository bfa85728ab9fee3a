import { expect, test } from "vitest";
import type { DeliveryStore, Dispatch } from "#app/delivery/delivery-ports.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import type { RunPorts } from "#app/runs/run-ports.ts";
import { workBatch } from "#backends/aws/sqs/sqs-batch.ts";
import { toRecord } from "#support/aws/sqs-record.ts";
import { NOON, sampleMessage } from "#support/delivery-samples.ts";
import { checkedFlow, send, wait } from "#support/flow-files.ts";
import { sampleRun } from "#support/run-samples.ts";
import { runWork } from "../../../lambdas/flow-runner/run-work.ts";

const REMINDER = checkedFlow(
  [wait("wait", 1, "send-reminder"), send("send-reminder")],
  {},
  { id: "abandoned-checkout" },
);

const unused = () => Promise.reject(new Error("not asked for here"));

function setUp(store: Partial<DeliveryStore> = {}) {
  const catalogue = compileCatalogue("1", [REMINDER]);
  const sent: Dispatch[] = [];
  const ports: RunPorts = {
    catalogue: { current: () => Promise.resolve(catalogue) },
    dispatchQueue: { send: (dispatches) => Promise.resolve(void sent.push(...dispatches)) },
    stepsQueue: { send: unused },
    waitingRuns: { isCancelled: async () => false },
    profiles: { record: unused, history: unused, enter: unused, lastEntry: unused },
    store: { claim: unused, record: unused, get: unused, list: unused, ...store },
    organizationZone: "UTC",
    now: () => NOON,
    newOwner: () => "owner",
  };
  return { sent, work: runWork(ports, () => Promise.resolve()) };
}

test("the runs of a batch advance separately: a failure affects no other run", async () => {
  const failed = new Error("no table");
  const { sent, work } = setUp({ claim: () => Promise.reject(failed) });
  // The run of a missing flow is recorded as skipped, which fails here.
  const poison = sampleRun({ flow_id: "gone" });
  const runs = [sampleRun(), poison, sampleRun()];
  expect(await work.work(runs)).toEqual(["done", { failed }, "done"]);
  expect(new Set(sent.map(({ message }) => message.event.id))).toEqual(new Set([runs[0]?.event.id, runs[2]?.event.id]));
});

test("SQS redelivers only the failed run of a batch", async () => {
  const { work } = setUp({ claim: () => Promise.reject(new Error("no table")) });
  const runs = [sampleRun(), sampleRun({ flow_id: "gone" }), sampleRun()];
  const records = runs.map((run, index) => ({
    ...toRecord({ body: JSON.stringify(run) }),
    messageId: `message-${index}`,
  }));
  const surroundings = {
    remove: unused,
    countTry: unused,
    pause: unused,
    returnEarly: async () => {},
    random: () => 0,
    timeLeft: () => 60_000,
    report: () => {},
  };
  expect(await workBatch(work, surroundings, records)).toEqual({
    batchItemFailures: [{ itemIdentifier: "message-1" }],
  });
});

test("a run whose step another worker is recording is redelivered", async () => {
  const { work } = setUp({ claim: () => Promise.resolve({ type: "held" }) });
  expect(await work.work([sampleRun({ flow_id: "gone" })])).toEqual(["held"]);
});

test("a record of the steps queue is read as the run that was sent", () => {
  const { work } = setUp();
  const run = sampleRun();
  expect(work.decode(toRecord({ body: JSON.stringify(run) }))).toEqual({ ok: true, message: run });
  expect(work.decode(toRecord({ body: JSON.stringify(sampleMessage()) }))).toMatchObject({ ok: false });
});

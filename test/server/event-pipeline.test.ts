import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import type { EventDeadLetter } from "#app/runs/run-ports.ts";
import type { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { EventPipeline } from "#server/event-pipeline.ts";
import { eventually } from "#support/eventually.ts";
import { openStore } from "#support/opened-store.ts";
import { openPipeline, type SendDispatches } from "./opened-pipeline.ts";
import { orderEvent, orderMessage } from "./order-messages.ts";

let opened: ReturnType<typeof openStore>;
let sent: Dispatch[];
let letters: EventDeadLetter[];
let errors: unknown[];
/** The number of writes of dead letters that still fail. */
let deadLetterFailures: number;

beforeEach(() => {
  opened = openStore();
  [sent, letters, errors, deadLetterFailures] = [[], [], [], 0];
});

afterEach(() => opened.close());

/** The number of stored events, which is the backlog that the queue counted. */
function stored({ backlog }: SqliteEventsQueue): number {
  const total = "SELECT count(*) AS events, coalesce(sum(octet_length(body)), 0) AS bytes FROM events";
  expect(opened.database.prepare(total).get()).toEqual(backlog);
  return backlog.events;
}

/** A pipeline over the opened store; `send` replaces the dispatch of its deliveries. */
function pipeline(send?: SendDispatches, setTimer?: SetTimer) {
  return openPipeline(opened, {
    send: async (dispatches) => {
      await send?.(dispatches);
      sent.push(...dispatches);
    },
    sendLetter: async (letter) => {
      if (deadLetterFailures-- > 0) throw new Error("the dead letter can't be stored");
      letters.push(letter);
    },
    onError: (error) => errors.push(error),
    ...(setTimer && { setTimer }),
  });
}

/** Lets started work continue until it waits for I/O. */
const turn = () => new Promise(setImmediate);

const accept = (flow: EventPipeline, id: string) => flow.accept(orderMessage(id), orderEvent(orderMessage(id)));

describe("an accepted event", () => {
  it("stays in the file until all its results are recorded", async () => {
    let recorded = () => {};
    const { events, flow } = pipeline(() => new Promise<void>((resolve) => (recorded = resolve)));
    await accept(flow, "1");
    await turn();
    expect(stored(events)).toBe(1);
    recorded();
    await flow.stop();
    expect([stored(events), sent.length]).toEqual([0, 1]);
  });

  it("is not read back from the file if memory has room, also while other events are stored and processed", async () => {
    const { events, flow } = pipeline(turn);
    const add = events.add.bind(events);
    // Each commit takes a few turns, in which other events end.
    events.add = async (one) => {
      const seq = await add(one);
      for (let turns = 0; turns < 3; turns++) await turn();
      return seq;
    };
    const receive = vi.spyOn(events, "receive");
    const sender = async (name: number) => {
      for (let count = 0; count < 20; count++) {
        await accept(flow, `${name}-${count}`);
        for (let turns = 0; turns < name; turns++) await turn();
      }
    };
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(sender));
    await flow.stop();
    expect([sent.length, stored(events)]).toEqual([160, 0]);
    expect(receive).not.toHaveBeenCalled();
  });

  it("is processed again if its deliveries could not be dispatched", async () => {
    let failures = 2;
    const { events, flow } = pipeline(async () => {
      if (failures-- > 0) throw new Error("the dispatch is full");
    });
    await accept(flow, "1");
    await eventually("a delivery is sent", () => sent.length > 0);
    await flow.stop();
    expect([errors.length, sent.length, stored(events)]).toEqual([2, 1, 0]);
  });

  it("is processed by the next process if the first one ends before it is done", async () => {
    const first = pipeline(() => new Promise<void>(() => {}));
    for (const id of ["1", "2", "3"]) await accept(first.flow, id);
    const second = pipeline();
    await second.flow.start();
    await second.flow.stop();
    expect(sent.map(({ message: { event } }) => event.unique_id)).toEqual(["1", "2", "3"]);
    expect(stored(second.events)).toBe(0);
  });

  it("waits in the file while memory is full", async () => {
    const waiting: (() => void)[] = [];
    const { events, flow } = pipeline(() => new Promise<void>((resolve) => waiting.push(resolve)));
    await Promise.all(Array.from({ length: 1_200 }, (_, number) => accept(flow, String(number))));
    await turn();
    expect([waiting.length, stored(events)]).toEqual([1_000, 1_200]);
    await eventually("all are sent", () => {
      for (const resolve of waiting.splice(0)) resolve();
      return sent.length >= 1_200;
    });
    await flow.stop();
    expect([new Set(sent.map(({ message: { event } }) => event.id)).size, stored(events)]).toEqual([1_200, 0]);
  });
});

describe("a caller that waits until all accepted events are begun", () => {
  it("continues at once if all of them are", async () => {
    const { flow } = pipeline(() => new Promise<void>(() => {}));
    void flow.start();
    await accept(flow, "1");
    expect(await flow.begun()).toBe(true);
  });

  it("waits for the events that an earlier process left, including those suspected of ending it", async () => {
    const first = pipeline(() => new Promise<void>(() => {}));
    for (const id of ["1", "2", "3"]) await accept(first.flow, id);
    opened.database.exec("UPDATE events SET receives = 1 WHERE seq = 2");
    const begun: string[] = [];
    const second = pipeline(async (dispatches) => {
      begun.push(...dispatches.map(({ message: { event } }) => event.unique_id ?? ""));
    });
    void second.flow.start();
    expect(begun).toEqual([]);
    expect(await second.flow.begun()).toBe(true);
    await turn();
    expect(begun.sort()).toEqual(["1", "2", "3"]);
    await second.flow.stop();
  });

  it("waits for a suspected event although later events were begun before it", async () => {
    const first = pipeline(() => new Promise<void>(() => {}));
    for (const id of ["1", "2"]) await accept(first.flow, id);
    opened.database.exec("UPDATE events SET receives = 1");
    const alone: (() => void)[] = [];
    const second = pipeline(
      () => new Promise<void>(() => {}),
      (run) => {
        alone.push(run);
        return () => {};
      },
    );
    void second.flow.start();
    await accept(second.flow, "3");
    for (let turns = 0; turns < 20; turns++) await turn();
    let begun = false;
    void second.flow.begun().then((all) => (begun = all));
    await turn();
    expect([alone.length, begun]).toEqual([1, false]);
    await eventually("it is begun", () => {
      for (const release of alone.splice(0)) release();
      return begun;
    });
  });

  it("waits for events that do not fit into memory, and no longer", async () => {
    const waiting: (() => void)[] = [];
    const { flow } = pipeline(() => new Promise<void>((resolve) => waiting.push(resolve)));
    await Promise.all(Array.from({ length: 1_001 }, (_, number) => accept(flow, String(number))));
    let begun: boolean | undefined;
    void flow.begun().then((all) => (begun = all));
    for (let turns = 0; turns < 20; turns++) await turn();
    expect([waiting.length, begun]).toEqual([1_000, undefined]);
    waiting.shift()?.();
    await eventually("it is begun", () => begun !== undefined);
    expect([waiting.length, begun]).toEqual([1_000, true]);
  });

  it("receives an error if the pipeline stops before that", async () => {
    const waiting: (() => void)[] = [];
    const { flow } = pipeline(() => new Promise<void>((resolve) => waiting.push(resolve)));
    await Promise.all(Array.from({ length: 1_001 }, (_, number) => accept(flow, String(number))));
    await turn();
    const begun = flow.begun();
    const stopped = flow.stop();
    expect(await begun).toBe(false);
    for (const finish of waiting) finish();
    await stopped;
  });
});

describe("a pipeline that stops", () => {
  it("begins no more events of an earlier process, and waits for those that it has begun", async () => {
    const first = pipeline(() => new Promise<void>(() => {}));
    for (const id of ["1", "2", "3"]) await accept(first.flow, id);
    await first.events.receive([1, 2, 3]);

    const begun: (() => void)[] = [];
    const second = pipeline(() => new Promise<void>((resolve) => begun.push(resolve)));
    void second.flow.start();
    await eventually("it is begun", () => begun.length > 0);
    const stopped = second.flow.stop();
    const count = begun.length;
    for (let turns = 0; turns < 20; turns++) await turn();
    expect([begun.length, count < 3]).toEqual([count, true]);
    for (const finish of begun) finish();
    await stopped;
    opened.commit.flush();
    expect([sent.length, stored(second.events), errors]).toEqual([count, 3 - count, []]);
  });

  it("does not retry events that could not be processed", async () => {
    const { events, flow } = pipeline(() => Promise.reject(new Error("the dispatch is full")));
    await accept(flow, "1");
    await eventually("an error is reported", () => errors.length > 0);
    await flow.stop();
    const before = errors.length;
    for (let turns = 0; turns < 20; turns++) await turn();
    expect([errors.length, stored(events)]).toEqual([before, 1]);
  });
});

describe("an event that ends the process", () => {
  /** Starts a pipeline and leaves it as a kill would, while it works on the events with this id. */
  async function startAndEndAt(poison: string): Promise<void> {
    const { flow } = pipeline(async ([dispatch]) => {
      if (dispatch?.message.event.unique_id === poison) await new Promise<void>(() => {});
    });
    await Promise.race([flow.start(), new Promise((resolve) => setImmediate(() => setImmediate(resolve)))]);
  }

  it("moves to the dead letters alone, and its neighbours are processed", async () => {
    const first = pipeline(() => new Promise<void>(() => {}));
    for (const id of ["1", "poison", "3"]) await accept(first.flow, id);
    let starts = 0;
    for (; letters.length === 0; starts++) await startAndEndAt("poison");
    expect(starts).toBe(11);
    opened.commit.flush();
    expect(new Set(sent.map(({ message: { event } }) => event.unique_id))).toEqual(new Set(["1", "3"]));
    expect(letters).toMatchObject([{ reason: "event-ends-process", message: { request_id: "poison" } }]);
    const last = pipeline();
    await last.flow.start();
    await last.flow.stop();
    expect([letters.length, stored(last.events)]).toEqual([1, 0]);
  });
});

it("a dead letter that can't be written is written later, and the other remaining events are processed", async () => {
  const first = pipeline(() => new Promise<void>(() => {}));
  for (const id of ["1", "poison"]) await accept(first.flow, id);
  opened.database.exec("UPDATE events SET receives = CASE request_id WHEN 'poison' THEN 10 ELSE 1 END");
  deadLetterFailures = 2;
  const { events, flow } = pipeline();
  await flow.start();
  await eventually("both have ended", () => letters.length > 0 && sent.length > 0);
  await flow.stop();
  opened.commit.flush();
  expect([errors.length, letters.length, sent.length, stored(events)]).toEqual([2, 1, 1, 0]);
});

describe("an event that can't be parsed", () => {
  it("moves to the dead letters with its problems", async () => {
    const before = pipeline();
    await before.events.add({ ...orderMessage("1"), body: '{"metric":""}' });
    const { events, flow } = pipeline();
    await flow.start();
    await flow.stop();
    expect(letters).toMatchObject([
      { reason: "event-invalid", problems: [{ pointer: "/metric" }, { pointer: "/profile" }] },
    ]);
    expect(stored(events)).toBe(0);
  });
});

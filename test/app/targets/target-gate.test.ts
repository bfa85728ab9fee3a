import { describe, expect, it } from "vitest";
import { OPEN_GATE } from "#app/targets/target-gate.ts";
import { targetNews } from "#app/targets/target-news.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { ALIVE, FAILING, NONE, NOW, TARGET, targetWorld } from "./target-world.ts";

const WAITS = { type: "wait", reason: "target-failing" };

describe("a healthy target", () => {
  it("admits every delivery, and costs no write", async () => {
    const { pass, changesMade } = targetWorld();
    for (let visit = 0; visit < 50; visit++) expect(await pass(ALIVE)).toBe("passed");
    expect(await pass(NONE)).toBe("passed");
    expect(changesMade()).toBe(0);
  });

  it("is reported as recovered once, and then costs no write", async () => {
    const { pass, changesMade } = targetWorld();
    for (const evidence of [FAILING, ALIVE, ALIVE, ALIVE]) await pass(evidence);
    expect(changesMade()).toBe(2);
  });

  it("that fails once in six minutes never opens its circuit, even without a success in between", async () => {
    const { pass, clock, news } = targetWorld();
    for (let failure = 0; failure < 30; failure++) {
      await pass(FAILING);
      clock.now += 6 * 60_000;
    }
    expect(news).toEqual([]);
  });

  it("that fails now and then never opens its circuit", async () => {
    const { pass, clock, news } = targetWorld();
    for (let visit = 0; visit < 200; visit++) {
      expect(await pass(visit % 5 === 0 ? ALIVE : FAILING)).toBe("passed");
      clock.now += 5_000;
    }
    expect(news).toEqual([]);
  });
});

describe("a failing target", () => {
  it("opens its circuit after ten seconds, and later deliveries wait until after the probe", async () => {
    const { fail, pass, clock } = targetWorld();
    await fail();
    expect(await pass(ALIVE)).toEqual({ ...WAITS, until: clock.now + 30_000 + 15_000 });
    clock.now += 29_999;
    expect(await pass(ALIVE)).toMatchObject(WAITS);
  });

  it("reports its failures once a second, however many there are", async () => {
    const { pass, clock, changesMade } = targetWorld();
    for (let failure = 0; failure < 1_000; failure++) {
      await pass(FAILING);
      clock.now += 5;
    }
    expect(changesMade()).toBe(5);
  });

  it("is probed by one delivery, and the others wait until the probe ends", async () => {
    const { fail, gate, visit, pass, clock } = targetWorld();
    await fail();
    clock.now += 30_000;
    const probe = await gate.enter(visit());
    expect(probe.type).toBe("entered");
    expect(await pass(ALIVE)).toEqual({ ...WAITS, until: clock.now + 30_000 + 15_000 });
    if (probe.type === "entered") await probe.leave(ALIVE);
    expect(await pass(ALIVE)).toBe("passed");
  });

  it("is probed again after twice the time when the probe fails", async () => {
    const { fail, pass, clock } = targetWorld({ random: 0 });
    await fail();
    for (const seconds of [30, 60, 120, 240]) {
      clock.now += seconds * 1_000 - 1;
      expect(await pass(ALIVE)).toMatchObject(WAITS);
      clock.now += 1;
      expect(await pass(FAILING)).toBe("passed");
    }
  });

  it.each([
    ["shows nothing", 0],
    ["never ends", 30_000],
  ])("is probed by another delivery if the first probe %s", async (_title, ms) => {
    const { fail, gate, visit, pass, clock } = targetWorld();
    await fail();
    clock.now += 30_000;
    const probe = await gate.enter(visit());
    if (ms === 0 && probe.type === "entered") await probe.leave(NONE);
    clock.now += ms;
    expect(await pass(ALIVE)).toBe("passed");
    expect(await pass(ALIVE)).toBe("passed");
  });

  it("continues if a request in flight succeeds", async () => {
    const { fail, gate, visit, pass } = targetWorld();
    const early = await gate.enter(visit());
    await fail();
    expect(await pass(ALIVE)).toMatchObject(WAITS);
    if (early.type === "entered") await early.leave(ALIVE);
    expect(await pass(ALIVE)).toBe("passed");
  });

  it("does not hold back other targets", async () => {
    const { fail, gate, visit } = targetWorld();
    await fail();
    expect((await gate.enter(visit({ target: "https://other.example" }))).type).toBe("entered");
  });

  it("is reported to operators when its circuit opens, when a probe fails, and when it recovers", async () => {
    const { fail, pass, clock, news } = targetWorld();
    await fail();
    clock.now = NOW + 100_000;
    await pass(FAILING);
    clock.now = NOW + 200_000;
    await pass(ALIVE);
    expect(news.map((one) => targetNews(one).text)).toEqual([
      `${TARGET} fails (timeout, 11 times in a row): its deliveries wait; a probe is sent at 2027-01-15T08:00:40.000Z.`,
      `${TARGET} still fails (timeout): its deliveries wait; the next probe is sent at 2027-01-15T08:02:40.000Z.`,
      `${TARGET} is back: its deliveries continue.`,
    ]);
    expect(news.map((one) => targetNews(one).level)).toEqual(["warn", "warn", "info"]);
  });
});

describe("several processes", () => {
  it("count failures together", async () => {
    const { open, pass, clock } = targetWorld();
    const gates = Array.from({ length: 6 }, open);
    for (let failure = 0; failure < 12; failure++) {
      await pass(FAILING, gates[failure % 6]);
      clock.now += 1_000;
    }
    clock.now += 5_000;
    for (const gate of gates) expect(await pass(ALIVE, gate)).toMatchObject(WAITS);
  });

  it("see a success of another within seconds, and begin to count again", async () => {
    const { open, pass, clock, news } = targetWorld();
    const [failing, succeeding] = [open(), open()];
    for (let turn = 0; turn < 40; turn++) {
      await pass(FAILING, failing);
      clock.now += 1_000;
      // This process sees a success of the target every six seconds.
      if (turn % 6 === 5) await pass(ALIVE, succeeding);
    }
    expect(news).toEqual([]);
  });

  it("make one probe together", async () => {
    const { open, fail, visit, clock } = targetWorld();
    await fail();
    const gates = Array.from({ length: 5 }, open);
    clock.now += 30_000;
    const entries = await Promise.all(gates.map((gate) => gate.enter(visit())));
    expect(entries.filter(({ type }) => type === "entered")).toHaveLength(1);
  });

  it("see within five seconds that a circuit was closed", async () => {
    const { open, fail, pass, healths, clock } = targetWorld();
    await fail();
    const gate = open();
    expect(await pass(ALIVE, gate)).toMatchObject(WAITS);
    await healths.change(TARGET, () => undefined);
    clock.now += 4_999;
    expect(await pass(ALIVE, gate)).toMatchObject(WAITS);
    clock.now += 1;
    expect(await pass(ALIVE, gate)).toBe("passed");
  });

  it("keep their own changes if a read was in flight", async () => {
    const memory = new MemoryTargetHealths();
    let release: (() => void) | undefined;
    let readings = 0;
    const slow = {
      change: memory.change.bind(memory),
      async failing() {
        readings += 1;
        const read = await memory.failing();
        if (release) await new Promise<void>((resolve) => (release = resolve));
        return read;
      },
    };
    const { gate, visit, clock, fail, pass } = targetWorld({ healths: slow });
    const early = await gate.enter(visit());
    await fail();
    expect(await pass(ALIVE)).toMatchObject(WAITS);
    clock.now += 5_000;
    release = () => {};
    readings = 0;
    const asking = [1, 2, 3].map((other) => gate.enter(visit({ target: `https://other-${other}.example` })));
    await new Promise(setImmediate);
    // The read in flight returns an open circuit.
    if (early.type === "entered") await early.leave(ALIVE);
    release();
    await Promise.all(asking);
    expect([await pass(ALIVE), readings]).toEqual(["passed", 1]);
  });
});

describe("when the health of targets can't be read or written", () => {
  const broken = {
    failing: () => Promise.reject(new Error("throttled")),
    change: () => Promise.reject(new Error("throttled")),
  };

  it("deliveries continue, and the fault is reported", async () => {
    const { pass, errors } = targetWorld({ healths: broken });
    expect(await pass(FAILING)).toBe("passed");
    expect(errors).toHaveLength(2);
    expect(await pass(ALIVE)).toBe("passed");
  });

  it("the last known health is used, and a probe waits", async () => {
    const memory = new MemoryTargetHealths();
    const failing = { failing: () => memory.failing(), change: memory.change.bind(memory) };
    const { fail, pass, clock, errors } = targetWorld({ healths: failing });
    await fail();
    Object.assign(failing, broken);
    clock.now += 30_000;
    expect(await pass(ALIVE)).toMatchObject(WAITS);
    expect(errors).toHaveLength(2);
  });
});

describe("an open gate", () => {
  it("admits every delivery", async () => {
    const { visit } = targetWorld();
    const entry = await OPEN_GATE.enter(visit());
    expect(entry.type).toBe("entered");
    if (entry.type === "entered") await entry.leave(FAILING);
  });
});

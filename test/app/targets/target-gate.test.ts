import { describe, expect, it } from "vitest";
import { OPEN_GATE } from "#app/targets/target-gate.ts";
import { targetNews } from "#app/targets/target-news.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { ALIVE, FAILING, NONE, NOW, TARGET, targetWorld } from "./target-world.ts";

const WAITS = { type: "wait", reason: "target-failing" };

describe("a target that does well", () => {
  it("lets everyone pass, and costs no write", async () => {
    const { pass, changesMade } = targetWorld();
    for (let visit = 0; visit < 50; visit++) expect(await pass(ALIVE)).toBe("passed");
    expect(await pass(NONE)).toBe("passed");
    expect(changesMade()).toBe(0);
  });

  it("again is told to have come back once, and then costs no write any more", async () => {
    const { pass, changesMade } = targetWorld();
    for (const evidence of [FAILING, ALIVE, ALIVE, ALIVE]) await pass(evidence);
    expect(changesMade()).toBe(2);
  });

  it("and fails once in six minutes never opens its circuit, though nothing else is seen of it", async () => {
    const { pass, clock, news } = targetWorld();
    for (let failure = 0; failure < 30; failure++) {
      await pass(FAILING);
      clock.now += 6 * 60_000;
    }
    expect(news).toEqual([]);
  });

  it("and fails now and then never opens its circuit", async () => {
    const { pass, clock, news } = targetWorld();
    for (let visit = 0; visit < 200; visit++) {
      expect(await pass(visit % 5 === 0 ? ALIVE : FAILING)).toBe("passed");
      clock.now += 5_000;
    }
    expect(news).toEqual([]);
  });
});

describe("a target that fails", () => {
  it("opens its circuit after ten seconds, and what comes then waits until after the probe", async () => {
    const { fail, pass, clock } = targetWorld();
    await fail();
    expect(await pass(ALIVE)).toEqual({ ...WAITS, until: clock.now + 30_000 + 15_000 });
    clock.now += 29_999;
    expect(await pass(ALIVE)).toMatchObject(WAITS);
  });

  it("tells its failures once a second, however many there are", async () => {
    const { pass, clock, changesMade } = targetWorld();
    for (let failure = 0; failure < 1_000; failure++) {
      await pass(FAILING);
      clock.now += 5;
    }
    expect(changesMade()).toBe(5);
  });

  it("is probed by one delivery, and the others wait until that is settled", async () => {
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
    ["is never heard of again", 30_000],
  ])("is probed by another where the first probe %s", async (_title, ms) => {
    const { fail, gate, visit, pass, clock } = targetWorld();
    await fail();
    clock.now += 30_000;
    const probe = await gate.enter(visit());
    if (ms === 0 && probe.type === "entered") await probe.leave(NONE);
    clock.now += ms;
    expect(await pass(ALIVE)).toBe("passed");
    expect(await pass(ALIVE)).toBe("passed");
  });

  it("goes on when a request that was under way meets with success", async () => {
    const { fail, gate, visit, pass } = targetWorld();
    const early = await gate.enter(visit());
    await fail();
    expect(await pass(ALIVE)).toMatchObject(WAITS);
    if (early.type === "entered") await early.leave(ALIVE);
    expect(await pass(ALIVE)).toBe("passed");
  });

  it("holds back no other target", async () => {
    const { fail, gate, visit } = targetWorld();
    await fail();
    expect((await gate.enter(visit({ target: "https://other.example" }))).type).toBe("entered");
  });

  it("is told to operators: when its circuit opens, when a probe fails, and when it is back", async () => {
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

  it("know of a success that another saw, within seconds, and begin to count anew", async () => {
    const { open, pass, clock, news } = targetWorld();
    const [failing, succeeding] = [open(), open()];
    for (let turn = 0; turn < 40; turn++) {
      await pass(FAILING, failing);
      clock.now += 1_000;
      // It sees the target live every six seconds.
      if (turn % 6 === 5) await pass(ALIVE, succeeding);
    }
    expect(news).toEqual([]);
  });

  it("probe once together", async () => {
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

  it("keep what they changed themselves while what is known was being read", async () => {
    const memory = new MemoryTargetHealths();
    let goOn: (() => void) | undefined;
    let readings = 0;
    const slow = {
      change: memory.change.bind(memory),
      async failing() {
        readings += 1;
        const read = await memory.failing();
        if (goOn) await new Promise<void>((resolve) => (goOn = resolve));
        return read;
      },
    };
    const { gate, visit, clock, fail, pass } = targetWorld({ healths: slow });
    const early = await gate.enter(visit());
    await fail();
    expect(await pass(ALIVE)).toMatchObject(WAITS);
    clock.now += 5_000;
    goOn = () => {};
    readings = 0;
    const asking = [1, 2, 3].map((other) => gate.enter(visit({ target: `https://other-${other}.example` })));
    await new Promise(setImmediate);
    // What is being read says that the circuit is open.
    if (early.type === "entered") await early.leave(ALIVE);
    goOn();
    await Promise.all(asking);
    expect([await pass(ALIVE), readings]).toEqual(["passed", 1]);
  });
});

describe("when what is known of targets can't be had", () => {
  const broken = {
    failing: () => Promise.reject(new Error("throttled")),
    change: () => Promise.reject(new Error("throttled")),
  };

  it("deliveries go on, and it is told", async () => {
    const { pass, errors } = targetWorld({ healths: broken });
    expect(await pass(FAILING)).toBe("passed");
    expect(errors).toHaveLength(2);
    expect(await pass(ALIVE)).toBe("passed");
  });

  it("what was known before is used, and a probe waits", async () => {
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
  it("lets everyone pass", async () => {
    const { visit } = targetWorld();
    const entry = await OPEN_GATE.enter(visit());
    expect(entry.type).toBe("entered");
    if (entry.type === "entered") await entry.leave(FAILING);
  });
});

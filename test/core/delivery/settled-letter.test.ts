import { describe, expect, test } from "vitest";
import type { ClaimState } from "#core/delivery/claim.ts";
import { DELIVERY_STATUSES } from "#core/delivery/record.ts";
import { isSettled, type Letter } from "#core/delivery/settled-letter.ts";

const sent: Letter = { round: 2, attempt: 1, forced: false, origin: "sent" };
const unfinished: Letter = { round: 1, attempt: 2, forced: false, origin: "unfinished" };

function state(round: number, attempt: number, status: ClaimState["status"]): ClaimState {
  return { round, attempt, status };
}

test("a letter whose delivery has no record stays", () => {
  expect([sent, unfinished].map((letter) => isSettled(letter, undefined))).toEqual([false, false]);
});

describe("a letter that the dispatcher sent", () => {
  test("stays while its delivery is failed in the round before", () => {
    expect(isSettled(sent, state(1, 1, "failed"))).toBe(false);
    expect(isSettled(sent, state(1, 18, "failed"))).toBe(false);
  });

  test.each(DELIVERY_STATUSES)("is settled once its round is on record as %s", (status) => {
    expect(isSettled(sent, state(2, 1, status))).toBe(true);
    expect(isSettled(sent, state(3, 1, status))).toBe(true);
  });

  test("is settled once its round is recorded as waiting for the target", () => {
    expect(isSettled(sent, state(2, 0, "waiting"))).toBe(true);
  });
});

describe("a letter that SQS moved after ten receives", () => {
  test.each(["failed", "retrying", "waiting", "sending"] as const)(
    "stays while its own attempt is on record as %s, because it leads to what follows",
    (status) => {
      expect(isSettled(unfinished, state(1, 2, status))).toBe(false);
      expect(isSettled(unfinished, state(1, 1, status))).toBe(false);
    },
  );

  test.each(["delivered", "parked", "discarded", "skipped", "tested"] as const)(
    "is settled once its own attempt is on record as %s",
    (status) => expect(isSettled(unfinished, state(1, 2, status))).toBe(true),
  );

  test("is settled once a later attempt or round is recorded", () => {
    expect(isSettled(unfinished, state(1, 3, "sending"))).toBe(true);
    expect(isSettled(unfinished, state(2, 0, "waiting"))).toBe(true);
  });

  test("that sends a delivered webhook again on purpose stays", () => {
    expect(isSettled({ ...unfinished, round: 2 }, state(1, 1, "delivered"))).toBe(true);
    expect(isSettled({ ...unfinished, round: 2, forced: true }, state(1, 1, "delivered"))).toBe(false);
  });
});

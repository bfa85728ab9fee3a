import { expect, it } from "vitest";
import { webhooksOnTheWay } from "#core/flow/run-steps.ts";

const webhooks = new Map(
  [
    { id: "a", live: true, next: "b" },
    { id: "b", live: false, next: "c" },
    { id: "c", live: true },
  ].map((webhook) => [webhook.id, webhook]),
);

it("a run comes by the live webhooks in the order of the links, and passes by the others", () => {
  expect(webhooksOnTheWay({ entryActionId: "a", webhooks }).map(({ id }) => id)).toEqual(["a", "c"]);
});

it("a run may begin anywhere", () => {
  expect(webhooksOnTheWay({ entryActionId: "b", webhooks }).map(({ id }) => id)).toEqual(["c"]);
});

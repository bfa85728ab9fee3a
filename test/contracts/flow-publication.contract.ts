// The contract of every store that flows are deployed to.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FlowPublication } from "#app/flows/flow-ports.ts";
import { NOON } from "#support/delivery-samples.ts";
import { sampleFlow } from "#support/flow-files.ts";

/** A store that never held flows, with its cleanup. */
export interface OpenFlowPublication {
  readonly store: FlowPublication;
  close(): Promise<void>;
}

/** Runs the suite against a backend. */
export function flowPublicationContract(name: string, open: () => Promise<OpenFlowPublication>): void {
  describe(`${name} as a store of deployed flows`, () => {
    let opened: OpenFlowPublication;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test("reading a store that never held flows throws, because that is a fault and not an empty set", async () => {
      await expect(opened.store.version()).rejects.toThrow();
      await expect(opened.store.load()).rejects.toThrow();
    });

    test("flows are loaded as they were stored, in the order of their ids", async () => {
      const flows = [sampleFlow("b-flow"), sampleFlow("a-flow", { status: "draft" })];
      const snapshot = await opened.store.replace(flows, NOON);
      expect(snapshot.flows).toEqual([flows[1], flows[0]]);
      expect(await opened.store.load()).toEqual(snapshot);
      expect(await opened.store.version()).toBe(snapshot.version);
    });

    test("a store can hold an empty set of flows", async () => {
      const snapshot = await opened.store.replace([], NOON);
      expect(await opened.store.load()).toEqual({ version: snapshot.version, flows: [] });
    });

    test("the version changes with each flow, and never returns to an earlier one", async () => {
      const versions = new Set<string>();
      for (const name of ["first", "second", "first"]) {
        await opened.store.replace([sampleFlow("a-flow", { name })], NOON);
        versions.add(await opened.store.version());
      }
      expect(versions.size).toBe(3);
    });

    test("a missing flow is disabled and otherwise kept, and is live again when its file returns", async () => {
      const [one, other] = [sampleFlow("a-flow"), sampleFlow("b-flow")];
      await opened.store.replace([one, other], NOON);
      const without = await opened.store.replace([one], NOON + 1);
      expect(without.flows).toEqual([one, { ...other, status: "disabled" }]);
      expect(await opened.store.load()).toEqual(without);
      const again = await opened.store.replace([other], NOON + 2);
      expect(again.flows).toEqual([{ ...one, status: "disabled" }, other]);
      expect(await opened.store.load()).toEqual(again);
    });

    test("storing the same flows twice keeps them once", async () => {
      const flows = [sampleFlow("a-flow"), sampleFlow("b-flow")];
      await opened.store.replace(flows, NOON);
      await opened.store.replace(flows, NOON + 1);
      expect((await opened.store.load()).flows).toEqual(flows);
    });

    test("three hundred flows are all loaded", async () => {
      const flows = Array.from({ length: 300 }, (_, index) => sampleFlow(`flow-${String(index).padStart(3, "0")}`));
      await opened.store.replace(flows, NOON);
      expect((await opened.store.load()).flows).toEqual(flows);
    });
  });
}

import { MemoryWaits } from "#backends/memory/memory-waits.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { NOON } from "../../contracts/delivery-samples.ts";
import { waitsContract } from "../../contracts/waits.contract.ts";

waitsContract("Memory", async () => {
  const runs: RunMessage[] = [];
  let now = NOON;
  return {
    waits: new MemoryWaits(
      () => runs,
      () => now,
    ),
    queue: { send: async (sent) => void runs.push(...sent) },
    moveTo: async (time) => {
      now = time;
    },
    close: async () => {},
  };
});

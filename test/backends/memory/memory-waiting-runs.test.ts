import { MemoryWaitingRuns } from "#backends/memory/memory-waiting-runs.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { NOON } from "#support/delivery-samples.ts";
import { waitingRunsContract } from "../../contracts/waiting-runs.contract.ts";

waitingRunsContract("Memory", async () => {
  const runs: RunMessage[] = [];
  let now = NOON;
  return {
    waitingRuns: new MemoryWaitingRuns(
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

import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { MemoryTargetLimiter } from "#backends/memory/memory-target-limiter.ts";
import { targetHealthsContract } from "../../contracts/target-healths.contract.ts";
import { targetLimiterContract } from "../../contracts/target-limiter.contract.ts";

const close = async () => {};

targetHealthsContract("Memory", async () => ({ healths: new MemoryTargetHealths(), close }));

targetLimiterContract("Memory", async () => {
  const limiter = new MemoryTargetLimiter();
  return { limiters: [limiter, limiter], close };
});

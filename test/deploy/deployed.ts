// Starts the surroundings of the deploy test: the emulator, the receiver, and the stack with the test's flows.

import { join } from "node:path";
import { bootstrap, deploy, deployWithoutTargets } from "./cdk.ts";
import { EMULATOR_FOLDER, type Emulator, startEmulator } from "./emulator.ts";
import { fillGaps } from "./emulator-gaps.ts";
import { allowAsOnAws, allowPlainBucket, allowPlainQueues } from "./emulator-roles.ts";
import { type Tried, tryFirstDeployment } from "./failing-deployment.ts";
import { type TestFlow, writeFlows } from "./flow-files.ts";
import { type OrderTarget, startOrderTarget } from "./order-target.ts";
import { DeployedStack } from "./stack.ts";

const FLOWS = join(EMULATOR_FOLDER, "flows");

/** A stack on an emulator, and the target of its webhooks. */
export interface Deployed {
  readonly stack: DeployedStack;
  readonly receiver: OrderTarget;
  /** Deploys again, with these flows and no others. */
  redeploy(flows: readonly TestFlow[]): Promise<void>;
  /** Tries a deployment that would remove the allowed targets. Returns the exit code and the output. */
  redeployWithoutTargets(): { readonly status: number | null; readonly end: string };
  /** Deploys another stack for the first time, and makes its last resource fail if asked to. */
  tryFirstDeployment(fails: boolean): Promise<Tried>;
  close(): Promise<void>;
}

/** Starts emulator and receiver, and deploys the stack with flows. Stops both if that fails. */
export async function deployOnEmulator(flows: readonly TestFlow[]): Promise<Deployed> {
  const emulator = await startEmulator();
  const receiver = await startOrderTarget();
  const close = async (): Promise<void> => {
    await receiver.close();
    await emulator.stop();
  };
  const deployFlows = async (those: readonly TestFlow[]): Promise<DeployedStack> => {
    writeFlows(FLOWS, receiver.url, those);
    const stack = new DeployedStack(emulator, deploy(emulator, FLOWS));
    await fillGaps(emulator, stack.ingestApiId);
    return stack;
  };
  try {
    const stack = await firstDeployment(emulator, () => deployFlows(flows));
    return {
      stack,
      receiver,
      close,
      redeploy: async (those) => void (await deployFlows(those)),
      tryFirstDeployment: (fails) => tryFirstDeployment(emulator, fails),
      redeployWithoutTargets: () => deployWithoutTargets(emulator, FLOWS),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function firstDeployment(emulator: Emulator, deployStack: () => Promise<DeployedStack>): Promise<DeployedStack> {
  bootstrap(emulator);
  await allowPlainBucket(emulator);
  const stack = await deployStack();
  await allowPlainQueues(emulator);
  await allowAsOnAws(emulator);
  return stack;
}

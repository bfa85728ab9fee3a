// Clients of AWS whose calls fail as those of AWS do: throttled or refused before they take effect, timed out afterwards, and
// batches of which some messages are not taken.

import {
  type DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  ThrottlingException,
} from "@aws-sdk/client-dynamodb";
import { type SendMessageBatchCommandInput, type SendMessageBatchCommandOutput, SQSClient } from "@aws-sdk/client-sqs";
import type { World } from "../../../simulated/world.ts";

/** The share of calls that fail, from 0 to 1. */
export interface FaultRate {
  rate: number;
  /** The number of faults so far. */
  count: number;
}

const FAULT = { message: "a fault that was injected", $metadata: {} };

/** Returns the error of a call that timed out and may have taken effect. */
function timedOut(): Error {
  return Object.assign(new Error("The request timed out"), { name: "TimeoutError" });
}

/** Makes calls of this client fail. A call whose input contains a text of `poison` is always refused. */
export function makeFaulty(
  client: DynamoDBClient,
  { world, faults, poison }: { readonly world: World; readonly faults: FaultRate; readonly poison: readonly string[] },
): void {
  const refusals = [
    () => new ProvisionedThroughputExceededException(FAULT),
    () => new ThrottlingException(FAULT),
    () => new InternalServerError(FAULT),
    timedOut,
  ];
  const fail = (error: Error | undefined): never => {
    faults.count += 1;
    throw error ?? timedOut();
  };
  client.middlewareStack.add(
    (next) => async (args) => {
      const asked = JSON.stringify(args.input);
      if (poison.some((text) => asked.includes(text))) fail(new Error("ValidationException"));
      if (world.random() < faults.rate) fail(refusals[world.pick(refusals.length)]?.());
      const answer = await next(args);
      if (world.random() < faults.rate) fail(timedOut());
      return answer;
    },
    { step: "initialize", name: "injectFaults", priority: "high" },
  );
}

/** Returns a client for queues; `accept` takes each message. */
export function faultySqs(
  { world, faults }: { readonly world: World; readonly faults: FaultRate },
  accept: (queueUrl: string, entry: NonNullable<SendMessageBatchCommandInput["Entries"]>[number]) => void,
): SQSClient {
  const client = new SQSClient({ region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  const goesWrong = () => {
    const wrong = world.random() < faults.rate;
    faults.count += wrong ? 1 : 0;
    return wrong;
  };
  const answer = ({ QueueUrl = "", Entries = [] }: SendMessageBatchCommandInput): SendMessageBatchCommandOutput => {
    if (goesWrong()) throw Object.assign(new Error("Request is throttled"), { name: "RequestThrottled" });
    const refused = Entries.filter(goesWrong);
    for (const entry of Entries.filter((one) => !refused.includes(one))) accept(QueueUrl, entry);
    if (goesWrong()) throw timedOut();
    const Failed = refused.map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" }));
    return { Successful: [], Failed, $metadata: {} };
  };
  client.middlewareStack.add(
    (_next, { commandName }) =>
      async ({ input }) => {
        if (commandName !== "SendMessageBatchCommand") throw new Error(`The double does not support ${commandName}`);
        // The command of this name has this input.
        return { output: answer(input as SendMessageBatchCommandInput), response: {} };
      },
    { step: "initialize", name: "answerHere" },
  );
  return client;
}

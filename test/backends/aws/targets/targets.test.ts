import { DynamoDbTargetHealths } from "#backends/aws/targets/dynamodb-target-healths.ts";
import { DynamoDbTargetLimiter } from "#backends/aws/targets/dynamodb-target-limiter.ts";
import { startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { targetHealthsContract } from "../../../contracts/target-healths.contract.ts";
import { targetLimiterContract } from "../../../contracts/target-limiter.contract.ts";

targetHealthsContract("DynamoDB", async () => {
  const { client, targets: tableName, close } = await startDynamoDb();
  return { healths: new DynamoDbTargetHealths({ client, tableName }), close };
});

targetLimiterContract("DynamoDB", async () => {
  const { client, targets: tableName, close } = await startDynamoDb();
  const limiter = () => new DynamoDbTargetLimiter({ client, tableName }, Math.random);
  return { limiters: [limiter(), limiter()], close };
});

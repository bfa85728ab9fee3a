import { DynamoDbFlowStore } from "#backends/aws/dynamodb-flow-store.ts";
import { flowPublicationContract } from "../../contracts/flow-publication.contract.ts";
import { startDynamoDb } from "./dynamodb-emulator.ts";

flowPublicationContract("DynamoDB", async () => {
  const { client, flows, close } = await startDynamoDb();
  return { store: new DynamoDbFlowStore({ client, tableName: flows }), close };
});

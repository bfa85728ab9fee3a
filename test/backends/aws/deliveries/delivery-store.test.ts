import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import { startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { CONTRACT_FLOWS } from "../../../contracts/delivery-store/listings.ts";
import { deliveryStoreContract } from "../../../contracts/delivery-store.contract.ts";

deliveryStoreContract("DynamoDB", async () => {
  const { client, deliveries, close } = await startDynamoDb();
  const flowIds = async () => CONTRACT_FLOWS;
  return { store: new DynamoDbDeliveryStore({ client, tableName: deliveries, flowIds }), close };
});

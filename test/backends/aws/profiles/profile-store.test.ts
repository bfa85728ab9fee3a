import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { profileStoreContract } from "../../../contracts/profile-store.contract.ts";

profileStoreContract(
  "DynamoDB",
  async () => {
    const { client, profiles, close } = await startDynamoDb();
    return { store: new DynamoDbProfileStore({ client, tableName: profiles }), close };
  },
  { numRuns: 50 },
);

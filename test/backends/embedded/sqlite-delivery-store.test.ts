import { listDeliveries } from "#backends/embedded/delivery-listing.ts";
import { SqliteDeliveryStore } from "#backends/embedded/sqlite-delivery-store.ts";
import { WorkerListing } from "#backends/embedded/worker-listing.ts";
import { deliveryStoreContract } from "../../contracts/delivery-store.contract.ts";
import { openStore } from "./opened-store.ts";

deliveryStoreContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  const listing = { list: async (query: Parameters<typeof listDeliveries>[1]) => listDeliveries(database, query) };
  return { store: new SqliteDeliveryStore(database, commit, listing), close };
});

deliveryStoreContract("SQLite with listings in a worker", async () => {
  const { path, database, commit, close } = openStore();
  const listing = new WorkerListing(path);
  return {
    store: new SqliteDeliveryStore(database, commit, listing),
    close: async () => {
      await listing.close();
      await close();
    },
  };
});

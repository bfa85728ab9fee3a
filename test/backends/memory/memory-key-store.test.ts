import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import { keyStoreContract } from "../../contracts/key-store.contract.ts";

keyStoreContract("Memory", async () => {
  const keys = new MemoryKeyStore();
  return { keys, reopened: () => keys, close: async () => {} };
});

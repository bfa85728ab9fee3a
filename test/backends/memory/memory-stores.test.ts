import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { deliveryStoreContract } from "../../contracts/delivery-store.contract.ts";
import { profileStoreContract } from "../../contracts/profile-store.contract.ts";

const close = async () => {};

deliveryStoreContract("Memory", async () => ({ store: new MemoryDeliveryStore(), close }));

profileStoreContract("Memory", async () => ({ store: new MemoryProfileStore(), close }));

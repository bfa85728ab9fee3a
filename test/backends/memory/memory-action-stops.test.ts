import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import { actionStopsContract } from "../../contracts/action-stops.contract.ts";

actionStopsContract("Memory", async () => ({ stops: new MemoryActionStops(), close: async () => {} }));

import { waitsContract } from "../../contracts/waits.contract.ts";
import { openStepsQueue } from "./simulated-steps.ts";

waitsContract("DynamoDB", openStepsQueue);

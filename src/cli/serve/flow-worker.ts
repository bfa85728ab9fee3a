// The worker thread that parses and checks flow files while the server runs. It answers with JSON text, because a structured clone
// would lose the class of numbers with many digits.

import { parentPort, workerData } from "node:worker_threads";
import { type FlowFile, loadFlowFile } from "#app/flows/load-flows.ts";
import { type FlowKnowledge, knownToServe } from "./secrets.ts";

const known = knownToServe(workerData as FlowKnowledge);

parentPort?.on("message", (file: FlowFile) => parentPort?.postMessage(JSON.stringify(loadFlowFile(file, [], known))));

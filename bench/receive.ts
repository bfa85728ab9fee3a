// The receiver's command: `node bench/receive.ts --port 0`. Give its URL to the system under test as the webhook's
// target and to `generate.ts` as `--receiver`. On SIGTERM it reports the webhooks outside every account, and ends.

import { parseArgs } from "node:util";
import { createReceiver } from "./arrivals/receiver.ts";
import { readCount } from "./read-count.ts";

const USAGE = `node bench/receive.ts [--port 0] [--host 127.0.0.1] [--status 200] [--delay MS] [--id-header webhook-id]`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    status: { type: "string", default: "200" },
    delay: { type: "string", default: "0" },
    "id-header": { type: "string", default: "webhook-id" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  const { server, books } = createReceiver({
    status: readCount("status", values.status),
    delay: readCount("delay", values.delay),
    idHeader: values["id-header"].toLowerCase(),
  });
  server.listen(readCount("port", values.port), values.host, () => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : values.port;
    console.log(`Receiving on http://${values.host}:${port}`);
  });
  process.once("SIGTERM", () => {
    console.log(JSON.stringify(books.strays));
    process.exit(0);
  });
}

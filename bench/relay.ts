// The baseline: the least that a Node process can do to turn an event into a webhook. It reads the event, builds the
// same payload that the bench's flow renders, posts it over kept-alive connections, and answers 202 as soon as the event
// is read. No store, no matching, no signature, no retry: what Flowhook adds is the difference to this.
//
// `node bench/relay.ts --target http://127.0.0.1:PORT/hook [--port 0]`

import { Agent, createServer, type IncomingMessage, request } from "node:http";
import { parseArgs } from "node:util";
import { readCount } from "./read-count.ts";

const { values } = parseArgs({
  options: { target: { type: "string" }, port: { type: "string", default: "0" } },
});
if (values.target === undefined) throw new Error("--target is missing");

const target = new URL(values.target);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const postOptions = { method: "POST", host: target.hostname, port: target.port, path: target.pathname, agent };

/** The part of bench/order.json that the payload uses. Not checked: the relay trusts its only caller. */
interface Order {
  profile: {
    email: string;
    first_name: string;
    last_name: string;
    location: Record<"address1" | "city" | "zip", string>;
  };
  properties: { OrderId: string; Marker: string; Items: unknown[] };
  value: number;
  value_currency: string;
}

function payload({ profile, properties, value, value_currency }: Order): string {
  return JSON.stringify({
    to: {
      name: `${profile.first_name} ${profile.last_name}`,
      address: profile.location.address1,
      city: profile.location.city,
      zip: profile.location.zip,
    },
    email: profile.email,
    order: properties.OrderId,
    items: properties.Items,
    total: value,
    currency: value_currency,
    marker: properties.Marker,
  });
}

function post(body: string): void {
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  const outgoing = request({ ...postOptions, headers }, (answer) => answer.resume());
  outgoing.on("error", (error) => console.error(`not delivered: ${error.message}`));
  outgoing.end(body);
}

function readBody(incoming: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => done(Buffer.concat(chunks)));
}

const server = createServer((incoming, answer) => {
  readBody(incoming, (body) => {
    const order: Order = JSON.parse(body.toString());
    answer.writeHead(202, { "Content-Length": 0 }).end();
    post(payload(order));
  });
});

server.listen(readCount("port", values.port), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : values.port;
  console.log(`Relaying on http://127.0.0.1:${port}`);
});
process.once("SIGTERM", () => process.exit(0));

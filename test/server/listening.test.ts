import { createServer, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { ListeningServer, REQUESTS_END_WITHIN_MS } from "#server/listening.ts";
import { eventually } from "#support/eventually.ts";

/** A server that answers when the test lets it, and a connection to it that collects the received data. */
async function start() {
  const answers: ServerResponse[] = [];
  const server = new ListeningServer(createServer((request, response) => answers.push(response) && request.resume()));
  const { port } = await server.listen(0, "127.0.0.1");
  const client = connect(port, "127.0.0.1");
  const seen = { text: "", ended: false };
  client.on("data", (chunk) => (seen.text += chunk)).on("close", () => (seen.ended = true));
  return { server, answers, client, seen };
}

const GET = "GET / HTTP/1.1\r\nhost: flowhook\r\n\r\n";

it("a stopped server finishes the answer in flight, and then closes the connection", async () => {
  const { server, answers, client, seen } = await start();
  client.write(GET);
  await eventually("the request arrived", () => answers.length === 1);
  const stopped = server.stop();
  answers[0]?.end("late");
  await stopped;
  await eventually("the connection is closed", () => seen.ended);
  expect(seen.text).toMatch(/connection: close.*late/is);
});

it("a stopped server closes the connection of a request that does not end", async () => {
  const { server, client, seen } = await start();
  client.write("POST / HTTP/1.1\r\nhost: flowhook\r\ncontent-length: 9\r\n\r\n{");
  await eventually("the connection is made", () => !client.connecting);
  const startedAt = performance.now();
  await server.stop();
  await eventually("the connection is closed", () => seen.ended);
  expect(performance.now() - startedAt).toBeGreaterThan(REQUESTS_END_WITHIN_MS - 100);
});

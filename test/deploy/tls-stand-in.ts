// Policies of the stack refuse requests without TLS, which the emulator does not speak. Its functions reach it through this server,
// which marks each request as if it had terminated TLS. It is a separate process, because the test's process is blocked while the
// CDK's command runs: node tls-stand-in.ts <port> <emulator's port>

import { createServer, request } from "node:http";

const HOST = "127.0.0.1";
const [port, emulatorPort] = process.argv.slice(2).map(Number);

createServer((incoming, answer) => {
  const headers = { ...incoming.headers, "x-forwarded-proto": "https" };
  const { method = "GET", url: path = "/" } = incoming;
  const outgoing = request({ host: HOST, port: emulatorPort, method, path, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.on("error", (error) => answer.destroy(error));
  incoming.pipe(outgoing);
}).listen(port, HOST);

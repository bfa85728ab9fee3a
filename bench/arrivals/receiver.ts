// The target of all webhooks of a bench. It books each arrival and answers at once, or as its options say. The same port
// answers the generator's two questions: how many events of a run have arrived, and the account of a run; and it gives a
// scenario more targets, each on another port.

import { createServer, type Server, type Socket } from "node:net";
import * as z from "zod";
import { now } from "../wire/clock.ts";
import { type HttpMessage, HttpMessages, headerValue } from "../wire/http-messages.ts";
import { sendingSchema } from "./account.ts";
import { asideAnswer } from "./aside.ts";
import { Books } from "./books.ts";
import { moreTargets } from "./more-targets.ts";

/** How webhooks are answered and distinguished. */
export interface ReceiverOptions {
  /** Status of every answer. */
  readonly status: number;
  /** Milliseconds from arrival to answer. */
  readonly delay: number;
  /** Name, in lower case, of the header with the webhook's id: "webhook-id" in Standard Webhooks. */
  readonly idHeader: string;
}

/** The body of `POST /bench/account`. */
const accountRequest = sendingSchema.extend({ run: z.string() });

const ACCOUNT = "POST /bench/account ";
const TARGETS = /^GET \/bench\/targets\/(\d+) /;
const ARRIVED = /^GET \/bench\/arrived\/([0-9a-f]+) /;

/** A receiver, not yet listening, and its books. */
export function createReceiver(options: ReceiverOptions): { server: Server; books: Books } {
  const books = new Books();
  const webhookAnswer = answer(options.status);
  const takeWebhook = (socket: Socket, message: HttpMessage): void => {
    const aside = asideAnswer(message.head);
    if (aside === undefined) books.book(message.body, now(), headerValue(message.head, options.idHeader));
    const delay = aside?.delay ?? options.delay;
    const reply = aside === undefined ? webhookAnswer : answer(aside.status);
    if (delay === 0) socket.write(reply);
    else setTimeout(() => socket.write(reply), delay);
  };
  const take = (socket: Socket, message: HttpMessage): void => {
    const reply = control(message, books);
    const targets = TARGETS.exec(message.head)?.[1];
    if (reply !== undefined) socket.write(reply);
    else if (targets === undefined) takeWebhook(socket, message);
    else void moreTargets(Number(targets), serve).then((urls) => socket.write(answer(200, JSON.stringify(urls))));
  };
  const serve = (socket: Socket): void => {
    const messages = new HttpMessages();
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      for (const message of messages.push(chunk)) take(socket, message);
    });
  };
  return { server: createServer({ noDelay: true }, serve), books };
}

function control(message: HttpMessage, books: Books): Buffer | undefined {
  if (message.head.startsWith(ACCOUNT)) {
    const { run, ...sending } = accountRequest.parse(JSON.parse(message.body.toString()));
    return answer(200, JSON.stringify(books.close(run, sending)));
  }
  const run = ARRIVED.exec(message.head)?.[1];
  return run === undefined ? undefined : answer(200, JSON.stringify({ arrived: books.arrived(run) }));
}

function answer(status: number, json = ""): Buffer {
  const type = json === "" ? "" : "Content-Type: application/json\r\n";
  return Buffer.from(`HTTP/1.1 ${status} Bench\r\n${type}Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
}

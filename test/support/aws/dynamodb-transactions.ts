// TransactWriteItems for the emulator, which lacks it: a server in front of the emulator that runs transactions itself and
// forwards every other call. It handles nothing else during a transaction, so no reader sees a partial one: it
// makes the puts one after the other, each with its condition, and reverts them if one fails. It does not
// simulate two transactions that are refused because they conflict. The deploy test makes real transactions.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";

/** Most writes in a transaction (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html). */
const MAX_WRITES = 100;

const TYPES = "com.amazonaws.dynamodb.v20120810#";

/** An item or a key in AWS's JSON. */
type JsonItem = Readonly<Record<string, unknown>>;

interface JsonPut {
  readonly TableName: string;
  readonly Item: JsonItem;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly __type?: string; readonly message?: string; readonly Item?: JsonItem };
}

/** Makes one call to the emulator, with the credentials of the transaction's caller. */
type Call = (operation: string, input: object) => Promise<Answer>;

/** A server that answers as `emulator` does, which listens at `url`, and knows transactions of puts. */
export function withTransactions(emulator: Server, url: string): Server {
  const running = new Set<Promise<unknown>>();
  let transaction: Promise<unknown> = Promise.resolve();
  return createServer(async (request, response) => {
    if (!String(request.headers["x-amz-target"]).endsWith(".TransactWriteItems")) {
      await transaction;
      const ended = new Promise((resolve) => response.once("close", resolve));
      running.add(ended);
      void ended.then(() => running.delete(ended));
      emulator.emit("request", request, response);
      return;
    }
    transaction = transaction.then(async () => {
      await Promise.all(running);
      send(response, await transact(await json(request), callAs(request, url)));
    });
  });
}

function callAs({ headers }: IncomingMessage, url: string): Call {
  return async (operation, input) => {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        "x-amz-date": String(headers["x-amz-date"]),
        authorization: String(headers.authorization),
      },
      body: JSON.stringify(input),
    });
    // The answers of DynamoDB have this form.
    return { status: answer.status, body: (await answer.json()) as Answer["body"] };
  };
}

async function transact(input: unknown, call: Call): Promise<Answer> {
  // The client that asks has checked the form.
  const { TransactItems } = input as { TransactItems: readonly { Put?: JsonPut }[] };
  const puts = TransactItems.flatMap(({ Put }) => (Put ? [Put] : []));
  if (puts.length < TransactItems.length) return refusal("Only puts are known here");
  if (puts.length > MAX_WRITES) return refusal("Too many writes in one transaction");
  if (new Set(puts.map((put) => JSON.stringify([put.TableName, keyOf(put)]))).size < puts.length) {
    return refusal("Transaction request cannot include multiple operations on one item");
  }
  const undo: (() => Promise<unknown>)[] = [];
  const made: Answer[] = [];
  for (const put of puts) {
    const { body: before } = await call("GetItem", { TableName: put.TableName, Key: keyOf(put), ConsistentRead: true });
    const answer = await call("PutItem", put);
    made.push(answer);
    if (answer.status === 200) undo.push(() => restore(call, put, before.Item));
  }
  if (made.every(({ status }) => status === 200)) return { status: 200, body: {} };
  for (const takeBack of undo) await takeBack();
  return made.find((answer) => answer.status !== 200 && reasonOf(answer) === undefined) ?? cancelled(made);
}

function restore(call: Call, put: JsonPut, before: JsonItem | undefined): Promise<Answer> {
  const { TableName } = put;
  return before === undefined
    ? call("DeleteItem", { TableName, Key: keyOf(put) })
    : call("PutItem", { TableName, Item: before });
}

function keyOf({ Item: { pk, sk } }: JsonPut): JsonItem {
  return { pk, sk };
}

function cancelled(made: readonly Answer[]): Answer {
  const reasons = made.map((answer) => ({ Code: reasonOf(answer) ?? "None" }));
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const body = { __type: `${TYPES}TransactionCanceledException`, message, CancellationReasons: reasons };
  return { status: 400, body };
}

function reasonOf({ body }: Answer): string | undefined {
  return body.__type?.endsWith("#ConditionalCheckFailedException") ? "ConditionalCheckFailed" : undefined;
}

function refusal(message: string): Answer {
  return { status: 400, body: { __type: "com.amazon.coral.validate#ValidationException", message } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}

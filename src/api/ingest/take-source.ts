// Takes an admitted request to a source: verifies its signature, makes its event and stores it. A request with a valid signature is
// always answered with 202, also if it makes no event, because a sender disables a webhook whose requests fail. Its message goes to
// the events dead letters instead, from where it can be sent again once the mapping is correct.

import { isUtf8 } from "node:buffer";
import { type ParsedMessage, parseRequest } from "#app/sources/parse-message.ts";
import type { EventRule } from "#core/event/event-rules.ts";
import { EVENT_MESSAGE_VERSION, type EventMessage, SOURCE_FORMAT } from "#core/messages/event-message.ts";
import type { Problem } from "#core/problem.ts";
import { secretNames } from "#core/sources/source.ts";
import { type Verified, verifyRequest } from "#core/sources/verify-request.ts";
import { SECOND_MS } from "#core/time.ts";
import type { AdmittedSource, SourceTakingPorts } from "./admit-source.ts";
import type { SourceAnswerBody } from "./answers.ts";
import { problemEntries } from "./batch-results.ts";
import { decodeBody } from "./content-encoding.ts";
import { type ApiAnswer, NO_MEMORY, refuse, type UnreadBody, unavailable } from "./request.ts";

/**
 * How old the secrets may be when a signature is wrong, in milliseconds: the secret may have been rotated. An attacker can cause
 * one read in this time.
 */
const SECRETS_FRESH_MS = 30 * SECOND_MS;

/** Takes the body of an admitted request to a source. */
export async function takeSource(
  ports: SourceTakingPorts,
  admitted: AdmittedSource,
  received: Buffer | UnreadBody,
): Promise<ApiAnswer> {
  const { requestId, encoding, maxBytes } = admitted;
  if (received === "no-memory") return unavailable(requestId, NO_MEMORY);
  const body = received === "too-long" ? received : await decodeBody(received, encoding, maxBytes);
  if (body === "too-long") return refuse("too_large", requestId, `A request may have at most ${maxBytes} bytes.`);
  if (body === "broken") {
    return refuse("invalid", requestId, `The body is not ${encoding}, as its Content-Encoding says.`);
  }
  const receivedAt = ports.now();
  const verified = await verify(ports, admitted, body, receivedAt);
  if (verified === "unknown")
    return unavailable(requestId, "The signature can't be checked now. Send the request again.");
  if (!verified.ok) return refuse("not_authenticated", requestId, verified.message);
  try {
    return await store(
      ports,
      admitted,
      messageOf(admitted, body, receivedAt),
      parse(ports, admitted, body, receivedAt),
    );
  } catch {
    // The store logs its error for the operator; the sender only needs to know that the event was not stored.
    return unavailable(requestId, "The event was not stored. Send it again.");
  }
}

function messageOf(
  { source, requestId, keyId, keyMetrics, headers }: AdmittedSource,
  body: Buffer,
  receivedAt: number,
): EventMessage {
  const kept = Object.entries(headers).filter(([name]) => source.headers.has(name));
  return {
    v: EVENT_MESSAGE_VERSION,
    format: SOURCE_FORMAT,
    source: source.source.name,
    request_id: requestId,
    received_at: receivedAt,
    key_id: keyId,
    ...(keyMetrics && { key_metrics: [...keyMetrics] }),
    headers: Object.fromEntries(kept),
    body: body.toString("utf8"),
  };
}

function parse(ports: SourceTakingPorts, admitted: AdmittedSource, body: Buffer, receivedAt: number): ParsedMessage {
  if (!isUtf8(body)) return { outcome: "refused", problems: [NOT_UTF8] };
  return parseRequest(messageOf(admitted, body, receivedAt), admitted.source, ports.sha256Hex);
}

const NOT_UTF8: Problem<EventRule> = { rule: "event-not-json", pointer: "", message: "The body is not UTF-8." };

async function store(
  ports: SourceTakingPorts,
  { requestId }: AdmittedSource,
  message: EventMessage,
  parsed: ParsedMessage,
): Promise<ApiAnswer> {
  const request_id = requestId;
  const answer = (body: SourceAnswerBody): ApiAnswer => ({ status: 202, body: JSON.stringify(body) });
  switch (parsed.outcome) {
    case "event": {
      const [accepted] = await ports.accept([{ message, event: parsed.event }]);
      return answer({ request_id, event_id: parsed.event.id, ...(accepted === "duplicate" && { duplicate: true }) });
    }
    case "ignored":
      return answer({ request_id, ignored: 1, reason: parsed.reason });
    case "refused": {
      const { problems } = parsed;
      await ports.eventsDeadLetters.send({ message, reason: problems[0]?.rule ?? "event-invalid", problems });
      return answer({ request_id, dead_lettered: 1, errors: problemEntries(problems) });
    }
  }
}

/** Verifies a request with the cached secrets and, if these do not match, with fresh ones; "unknown" without any secret. */
async function verify(
  ports: SourceTakingPorts,
  { source: { source }, headers }: AdmittedSource,
  body: Buffer,
  receivedAt: number,
): Promise<Verified | "unknown"> {
  const request = { headers, body, receivedAt };
  const withSecrets = async (since?: number): Promise<Verified | "unknown"> => {
    const secrets = await readSecrets(ports, secretNames(source), since);
    if (secrets === undefined) return "unknown";
    return verifyRequest(source, request, secrets, ports.sources.signatures);
  };
  const verified = await withSecrets();
  const isWrong = verified !== "unknown" && !verified.ok && verified.reason === "signature-wrong";
  return isWrong ? withSecrets(receivedAt - SECRETS_FRESH_MS) : verified;
}

/** The values of the secrets that exist; undefined if a source has secrets and none of them can be read. */
async function readSecrets(
  { sources: { secrets, onUnusable } }: SourceTakingPorts,
  names: readonly string[],
  since: number | undefined,
): Promise<readonly string[] | undefined> {
  try {
    const read = await Promise.all(names.map((name) => secrets.get(name, since)));
    const values = read.flatMap((secret) => (secret.ok ? secret.value : []));
    if (values.length > 0 || names.length === 0) return values;
    const details = read.flatMap((secret) => (secret.ok ? [] : secret.detail));
    onUnusable(new Error(details.join(" ")));
    return undefined;
  } catch (error) {
    onUnusable(error);
    return undefined;
  }
}

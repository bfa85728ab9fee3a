// The routes that list, create, rotate and revoke ingest keys. Only the answer to a creation or rotation contains a key's text.

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import {
  createKey,
  type KeyCreated,
  type KeyRevoked,
  type KeyRotated,
  listKeys,
  type ManageKeysPorts,
  revokeKey,
  rotateKey,
} from "#app/keys/manage-keys.ts";
import { type IngestKey, MAX_KEYS, MAX_TEXTS } from "#core/keys/ingest-key.ts";
import { rateText } from "#core/keys/key-rate.ts";
import { shorten } from "#core/shorten.ts";
import { isoTime } from "#core/time.ts";
import type { ApiErrorCode } from "./errors.ts";
import { createKeyRequestSchema, parseKeyRequest, rotateKeyRequestSchema } from "./key-request.ts";
import type { refusals } from "./refusals.ts";

/** Longest body, in bytes: a name and a full scope. */
const MAX_BODY_BYTES = 16 * 1024;

/** Longest id that a message quotes, in characters. */
const MAX_QUOTED = 80;

/** The routes of ingest keys, relative to the API's path. */
export function keyRoutes(ports: ManageKeysPorts, { refuse, refuseWhole }: ReturnType<typeof refusals>): Hono {
  const app = new Hono();
  const limited = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => refuseWhole(context, "too_large", `The body may have at most ${MAX_BODY_BYTES} bytes.`),
  });
  const view = (key: IngestKey) => keyView(key, ports.now());
  const refuseFor = (context: Context, refusal: Refusal, id = "") => {
    const { code, pointer = "", message } = refusalOf(refusal, id);
    return refuse(context, code, [{ pointer, message }]);
  };

  app.get("/keys", async (context) => context.json({ data: (await listKeys(ports)).map(view) }));

  app.post("/keys", limited, async (context) => {
    const parsed = parseKeyRequest(createKeyRequestSchema, await context.req.text());
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { name, scope, rate } = parsed.asked;
    const created = await createKey(ports, { name, scope, rate });
    if (created.type !== "done") return refuseFor(context, created);
    return context.json({ data: { ...view(created.key), text: created.text } }, 201);
  });

  app.post("/keys/:id/rotate", limited, async (context) => {
    const { id } = context.req.param();
    const parsed = parseKeyRequest(rotateKeyRequestSchema, await context.req.text());
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const rotated = await rotateKey(ports, id, parsed.asked.overlap_seconds);
    if (rotated.type !== "done") return refuseFor(context, rotated, id);
    return context.json({ data: { ...view(rotated.key), text: rotated.text } });
  });

  app.post("/keys/:id/revoke", async (context) => {
    const { id } = context.req.param();
    const revoked = await revokeKey(ports, id);
    if (revoked.type !== "done") return refuseFor(context, revoked, id);
    return context.json({ data: view(revoked.key) });
  });

  return app;
}

type Refusal = Exclude<KeyCreated | KeyRotated | KeyRevoked, { readonly type: "done" }>;

interface RefusalAnswer {
  readonly code: ApiErrorCode;
  readonly pointer?: string;
  readonly message: string;
}

function refusalOf(refusal: Refusal, id: string): RefusalAnswer {
  switch (refusal.type) {
    case "not-found":
      return { code: "not_found", message: `There is no key "${shorten(id, MAX_QUOTED)}".` };
    case "revoked":
      return { code: "conflict", message: "The key is revoked. Create another one." };
    case "too-many-texts":
      return {
        code: "conflict",
        message: `The key has ${MAX_TEXTS} texts that are valid. Wait until one expires, or rotate it with an overlap of 0, which ends them.`,
      };
    case "too-many-keys":
      return { code: "conflict", message: `There are ${MAX_KEYS} keys. Revoke one that is not used.` };
    case "changed-meanwhile":
      return { code: "conflict", message: "Another request changed the key at the same time. Send this one again." };
    case "set-elsewhere":
      return { code: "conflict", message: refusal.advice };
    case "no-such-rate":
      return {
        code: "invalid",
        pointer: "/rate",
        message: `No usage plan of the stack has this rate. ${knownRates(refusal.rates)} Add it to keyRates in the settings, and deploy.`,
      };
  }
}

function knownRates(rates: Extract<Refusal, { type: "no-such-rate" }>["rates"]): string {
  return rates.length === 0 ? "The stack has only the default rate." : `There are: ${rates.map(rateText).join("; ")}.`;
}

function keyView(key: IngestKey, now: number) {
  const { id, name, scope, rate, created_at, last_used_at, revoked_at, texts } = key;
  const expire = texts.flatMap(({ expires_at }) => (expires_at === undefined || expires_at <= now ? [] : [expires_at]));
  return {
    id,
    name,
    status: revoked_at === undefined ? ("active" as const) : ("revoked" as const),
    scope,
    ...(rate === undefined ? {} : { rate }),
    ...(created_at === 0 ? {} : { created_at: isoTime(created_at) }),
    ...(last_used_at === undefined ? {} : { last_used_at: isoTime(last_used_at) }),
    ...(expire.length === 0 ? {} : { earlier_texts_expire_at: expire.map(isoTime) }),
    ...(revoked_at === undefined ? {} : { revoked_at: isoTime(revoked_at) }),
  };
}

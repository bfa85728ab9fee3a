// The authorizer of ingest, composed.

import { environment } from "../environment.ts";
import { senderKeyPorts } from "../sender-keys.ts";
import { authorizeSender } from "./authorize-sender.ts";

const env = environment("ingest-authorizer");

/** Called by API Gateway. */
export const handler = authorizeSender(senderKeyPorts(env));

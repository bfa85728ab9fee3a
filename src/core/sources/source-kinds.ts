// Every kind of source, by its name.

import { apiKeyKind } from "./kinds/api-key.ts";
import { githubKind } from "./kinds/github.ts";
import { hmacKind } from "./kinds/hmac.ts";
import { shopifyKind } from "./kinds/shopify.ts";
import { standardWebhooksKind } from "./kinds/standard-webhooks.ts";
import { stripeKind } from "./kinds/stripe.ts";
import type { SourceKindName } from "./source.ts";
import type { SourceKind } from "./source-kind.ts";

/** The kinds. */
export const SOURCE_KINDS: Readonly<Record<SourceKindName, SourceKind>> = {
  shopify: shopifyKind,
  stripe: stripeKind,
  github: githubKind,
  "standard-webhooks": standardWebhooksKind,
  hmac: hmacKind,
  "api-key": apiKeyKind,
};

// Names that an author may well write and that can't work here, each with the reason. Klaviyo's own list of what flow
// webhooks do not support: "coupon codes, web feeds, and product feeds"
// (https://help.klaviyo.com/hc/en-us/articles/4534329515931); its names of tags and variables are those of
// https://help.klaviyo.com/hc/en-us/articles/4408802648731.

import { didYouMean } from "#core/nearest-name.ts";
import { LEFT_OUT_FILTERS, type Refusal } from "./dialect/dialect.ts";
import type { TemplateRule } from "./rules.ts";

/** Why a name is refused, with a rule of ours. */
export interface MessageRefusal extends Refusal {
  readonly rule: TemplateRule;
}

const COUPON: MessageRefusal = {
  rule: "template-coupon-code",
  message: "Coupon codes can't be used in a webhook. A code that the event carries can: {{ event.DiscountCode }}.",
};
const WEB_FEED: MessageRefusal = {
  rule: "template-web-feed",
  message: "Web feeds can't be used in a webhook: it sends the data of the event that started the flow, and no other.",
};
const PRODUCT_FEED: MessageRefusal = {
  rule: "template-product-feed",
  message:
    "Product feeds and the catalog can't be used in a webhook: it sends the data of the event that started the flow.",
};
const MAIL: MessageRefusal = {
  rule: "template-mail-only",
  message: "This is for mail alone: a webhook has no links to click, no pictures and no preview text.",
};
const FILES: MessageRefusal = {
  rule: "template-not-available",
  message: "A webhook's template stands alone: it can't include, extend or render another one.",
};
const OBJECTS: MessageRefusal = {
  rule: "template-not-available",
  message: "Custom objects are not part of an event: a webhook sends the data of the event that started the flow.",
};
const HTML: MessageRefusal = {
  rule: "template-not-available",
  message: "tablerow makes an HTML table, which a JSON payload has no use for. Write a for loop.",
};
const COUNTER: MessageRefusal = {
  rule: "template-not-available",
  message: "Counters of their own are not available. In a loop, forloop.index and forloop.index0 count.",
};

const SITE: MessageRefusal = {
  rule: "template-not-available",
  message: "This is for the pages of a web site that runs on Django; a payload has no use for it.",
};
const CURRENCY: MessageRefusal = {
  rule: "template-not-available",
  message:
    "The account's currency is not known here. Write the number and the sign, € {{ event|lookup:'$value'|floatformat:2 }}.",
};

const REFUSED_TAGS: ReadonlyMap<string, MessageRefusal> = new Map([
  ...named(COUPON, "coupon_code", "coupon", "coupon_codes"),
  ...named(WEB_FEED, "feed", "feeds", "web_feed", "webfeed"),
  ...named(PRODUCT_FEED, "catalog", "endcatalog", "catalog_lookup", "product_feed", "products", "has_category"),
  ...named(MAIL, "unsubscribe", "unsubscribe_link", "unsubscribe_url", "manage_preferences"),
  ...named(MAIL, "manage_preferences_link", "web_view", "web_view_link", "view_in_browser", "render_variable"),
  ...named(MAIL, "barcode", "update_property_link"),
  ...named(FILES, "include", "render", "layout", "block", "endblock", "extends", "load"),
  ...named(OBJECTS, "object", "object_filter", "customobject", "customobjects", "endcustomobjects"),
  ...named(HTML, "tablerow", "endtablerow"),
  ...named(COUNTER, "increment", "decrement"),
  ...named(SITE, "csrf_token", "debug", "lorem", "querystring", "static", "trans", "translate", "url"),
  ...named(SITE, "blocktrans", "endblocktrans", "blocktranslate", "endblocktranslate", "localize", "endlocalize"),
  ...named(CURRENCY, "currency_format"),
]);

const REFUSED_VARIABLES: ReadonlyMap<string, MessageRefusal> = new Map([
  ...named(COUPON, "coupon", "coupon_code", "coupons", "coupon_codes"),
  ...named(WEB_FEED, "feed", "feeds", "web_feed", "web_feeds", "webfeed", "webfeeds"),
  ...named(PRODUCT_FEED, "catalog", "catalog_item", "product_feed", "product_feeds", "products"),
  ...named(MAIL, "unsubscribe", "unsubscribe_link", "unsubscribe_url", "manage_preferences"),
  ...named(MAIL, "manage_preferences_link", "web_view", "web_view_link", "view_in_browser", "preview_text"),
  ...named(OBJECTS, "object", "object_filter", "customobject", "customobjects"),
  [
    "today",
    { rule: "template-unknown-variable", message: `Write {% today '%Y-%m-%d' as today %} before {{ today }}.` },
  ],
]);

/** Why a tag that may be meant can't be used; undefined where there is no such reason. */
export function refusedTag(name: string): MessageRefusal | undefined {
  return REFUSED_TAGS.get(name);
}

/** Why a filter that may be meant can't be used. */
export function refusedFilter(name: string): MessageRefusal | undefined {
  const reason = LEFT_OUT_FILTERS.get(name);
  if (reason === undefined) return undefined;
  return { rule: "template-not-available", message: `The filter ${name} is not available: ${reason}.` };
}

/** Why a variable that may be meant can't be used. */
export function refusedVariable(name: string): MessageRefusal | undefined {
  return REFUSED_VARIABLES.get(name);
}

/** A variable that neither the event, the profile nor the template makes. */
export function unknownVariable(name: string, known: readonly string[]): MessageRefusal {
  const message =
    `There is no variable "${name}".${didYouMean(name, known)} ` +
    "Data of the event is under event, data of the profile under person.";
  return { rule: "template-unknown-variable", message };
}

function named(refusal: MessageRefusal, ...names: string[]): [string, MessageRefusal][] {
  return names.map((name) => [name, refusal]);
}

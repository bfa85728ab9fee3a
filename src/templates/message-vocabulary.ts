// The names that the templates of a message may use: the variables of template-scope.ts, secrets in headers and the URL
// only, and no data of other metrics. Names that an author may expect but that can't work are refused with the reason.

import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { LEFT_OUT_FILTERS, pathText, type Refusal, type VariablePath, type Vocabulary } from "./dialect/dialect.ts";
import type { TemplateRule } from "./rules.ts";
import { ROOTS, SECRETS } from "./template-scope.ts";

/** The position and the flow of a message. */
interface MessageScope {
  /** Whether templates may read `secrets.name`: true for headers and the URL. */
  readonly secrets: boolean;
  /** The metrics of the flow, if known. */
  readonly metrics: FlowMetrics | undefined;
}

export function messageVocabulary({ secrets, metrics }: MessageScope): Vocabulary {
  return {
    roots: new Set([...ROOTS, SECRETS]),
    unknownVariable(path, known) {
      const root = String(path[0]);
      const mayBeMeant = secrets ? known : known.filter((name) => name !== SECRETS);
      return refusedVariable(root) ?? otherMetricRoot(path, metrics) ?? unknownVariable(root, mayBeMeant);
    },
    refuseVariable(path, written) {
      return path[0] === SECRETS ? secretProblem(written, secrets) : otherMetricProperty(path, metrics);
    },
    refuseNewName: (name) => (name === SECRETS ? SECRETS_TAKEN : undefined),
    refuseTag: refusedTag,
    refuseFilter: refusedFilter,
    didYouMean,
  };
}

const SECRETS_TAKEN: Refusal = {
  rule: "template-secret-name",
  message: `"${SECRETS}" is reserved for secrets. Choose another name.`,
};

function secretProblem([, name, ...more]: VariablePath, allowed: boolean): Refusal | undefined {
  if (!allowed) {
    const message = "Secrets can be used in headers and in the URL's path and query, not in the body.";
    return { rule: "template-secret-in-body", message };
  }
  if (typeof name === "string" && more.length === 0) return undefined;
  return { rule: "template-secret-name", message: "Read a secret by its literal name: {{ secrets.name }}." };
}

// Klaviyo lists what its flow webhooks do not support: "coupon codes, web feeds, and product feeds"
// (https://help.klaviyo.com/hc/en-us/articles/4534329515931). Its names of tags and variables are those of
// https://help.klaviyo.com/hc/en-us/articles/4408802648731.

/** A refusal with a code of a message's template. */
interface MessageRefusal extends Refusal {
  readonly rule: TemplateRule;
}

const COUPON: MessageRefusal = {
  rule: "template-coupon-code",
  message:
    "Coupon codes can't be used in a webhook. Send the code with the event and read it from there: {{ event.DiscountCode }}.",
};
const WEB_FEED: MessageRefusal = {
  rule: "template-web-feed",
  message: "Web feeds can't be used in a webhook. It sends only the data of the event that started the flow.",
};
const PRODUCT_FEED: MessageRefusal = {
  rule: "template-product-feed",
  message:
    "Product feeds and the catalog can't be used in a webhook. It sends only the data of the event that started the flow.",
};
const MAIL: MessageRefusal = {
  rule: "template-mail-only",
  message: "This is only available in emails. A webhook has no links to click, no pictures and no preview text.",
};
const FILES: MessageRefusal = {
  rule: "template-not-available",
  message: "The template of a webhook can't include, extend or render another template.",
};
const OBJECTS: MessageRefusal = {
  rule: "template-not-available",
  message: "Custom objects are not part of an event. A webhook sends only the data of the event that started the flow.",
};
const HTML: MessageRefusal = {
  rule: "template-not-available",
  message: "tablerow makes an HTML table. In a JSON payload, write a for loop.",
};
const COUNTER: MessageRefusal = {
  rule: "template-not-available",
  message: "Counters are not available. In a loop, use forloop.index or forloop.index0.",
};

const SITE: MessageRefusal = {
  rule: "template-not-available",
  message: "This is for the pages of a Django site. A payload can't use it.",
};
const CURRENCY: MessageRefusal = {
  rule: "template-not-available",
  message:
    "The currency of the account is unknown here. Write the number and the sign: € {{ event|lookup:'$value'|floatformat:2 }}.",
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

function refusedTag(name: string): MessageRefusal | undefined {
  return REFUSED_TAGS.get(name);
}

function refusedFilter(name: string): MessageRefusal | undefined {
  const reason = LEFT_OUT_FILTERS.get(name);
  if (reason === undefined) return undefined;
  return { rule: "template-not-available", message: `The filter ${name} is not available: ${reason}.` };
}

function refusedVariable(name: string): MessageRefusal | undefined {
  return REFUSED_VARIABLES.get(name);
}

/** The error for a variable that neither the scope nor the template defines. */
function unknownVariable(name: string, known: readonly string[]): MessageRefusal {
  const message =
    `There is no variable "${name}".${didYouMean(name, known)} ` +
    "The event's data is under event, the profile's under person.";
  return { rule: "template-unknown-variable", message };
}

function named(refusal: MessageRefusal, ...names: string[]): [string, MessageRefusal][] {
  return names.map((name) => [name, refusal]);
}

// Variables with the data of another metric. A condition of a flow may count the events of any metric, so authors
// expect to read them in a payload too. A webhook has only the event that started the flow, as in Klaviyo.

/** Metrics of shops by Klaviyo's names. They are recognized although the flow does not count them. */
const COMMON_METRICS = [
  ...["Active on Site", "Viewed Product", "Added to Cart", "Started Checkout", "Checkout Started", "Placed Order"],
  ...["Ordered Product", "Fulfilled Order", "Cancelled Order", "Refunded Order", "Subscribed to List"],
];

/** The error for a variable under `event` that is named like a metric that the flow counts; undefined for others. */
function otherMetricProperty(path: VariablePath, metrics: FlowMetrics | undefined): MessageRefusal | undefined {
  const [root, name] = path;
  if (metrics === undefined || root !== "event" || typeof name !== "string") return undefined;
  const metric = metrics.counted.find((counted) => letters(counted) === letters(name));
  return metric === undefined ? undefined : refusal(pathText(path), metric, metrics.trigger);
}

/** The error for an unknown variable that is named like a metric: `added_to_cart.ProductName`. */
function otherMetricRoot(path: VariablePath, metrics: FlowMetrics | undefined): MessageRefusal | undefined {
  const [root] = path;
  if (metrics === undefined || typeof root !== "string") return undefined;
  const name = letters(root);
  const names = [name, name.replace(/^events?/, ""), name.replace(/events?$/, "")];
  const known = [metrics.trigger, ...metrics.counted, ...COMMON_METRICS];
  const metric = known.find((candidate) => names.includes(letters(candidate)));
  if (metric === undefined) return undefined;
  const own = { rule: "template-unknown-variable", message: ownData(path, metric) } as const;
  return letters(metric) === letters(metrics.trigger) ? own : refusal(pathText(path), metric, metrics.trigger);
}

/** A name without the differences between spellings: case, spaces, punctuation. */
function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function refusal(variable: string, metric: string, trigger: string): MessageRefusal {
  const message =
    `"${variable}" can't be read. A webhook only has the data of the event that started the flow, "${trigger}", even if a ` +
    `condition counts "${metric}". Send the data with "${trigger}", or start a flow on "${metric}".`;
  return { rule: "template-other-metric", message };
}

function ownData([root, ...rest]: VariablePath, metric: string): string {
  return `There is no variable "${root}". The data of "${metric}" is under event: {{ ${pathText(["event", ...rest])} }}.`;
}

// Orders as shops send them, and the webhooks of a mailing house rendered from them, of a given size, to measure budgets.
// Names, streets, products and amounts are drawn for each order, so that two orders share no more than real ones do.

import type { JsonObject } from "#core/json.ts";

const FIRST = ["Zoë", "Maria", "Ahmed", "Lucas", "Ingrid", "Wei", "Olumide", "Sarah", "Jan", "Priya", "Tomás", "Freya"];
const LAST = ["Møller", "García", "Haddad", "Nguyen", "O'Neill", "Kowalska", "Adeyemi", "Mason", "de Vries", "Iyer"];
const STREETS = ["Nørrebrogade", "Calle Mayor", "Elm Street", "Rue de la Paix", "Hauptstraße", "Keizersgracht"];
const CITIES = ["København", "Madrid", "Portland", "Lyon", "Leipzig", "Amsterdam", "Gdańsk", "Lagos", "Bristol"];
const ADJECTIVES = [
  "Stoneware",
  "Hand-thrown",
  "Olive Wood",
  "Washed Linen",
  "Recycled Glass",
  "Cast Iron",
  "Oiled Oak",
];
const NOUNS = ["Dinner Plate", "Mug", "Serving Board", "Table Runner", "Carafe", "Teapot", "Stool", "Candle Holder"];
const SENTENCES = [
  "Thank you for your order, we hope it arrives in one piece.",
  "Our autumn catalogue shows forty new pieces from small workshops.",
  "Every order placed before Friday comes with a linen bag.",
  "Returns are free for thirty days; the label is in the box.",
];

/** An order and the webhook body that is rendered from it, each of at least `size` bytes and little more. */
export interface SampleOrder {
  readonly email: string;
  readonly properties: JsonObject;
  readonly body: string;
}

/** The names that a shop uses. */
export type ShopStyle = "klaviyo" | "snake_case";

/** Draws an order; the same `seed` draws the same one. */
export function sampleOrder(size: number, style: ShopStyle, seed: number): SampleOrder {
  const draw = drawing(seed);
  const buyer = drawBuyer(draw);
  const items: JsonObject[] = [];
  const properties = (): JsonObject =>
    style === "klaviyo" ? klaviyoOrder(buyer, items, seed) : snakeOrder(buyer, items, seed);
  do items.push(style === "klaviyo" ? klaviyoItem(draw) : snakeItem(draw));
  while (Buffer.byteLength(JSON.stringify(properties())) < size - OTHER_EVENT_BYTES);
  return { email: buyer.email, properties: properties(), body: mailing(buyer, items, size, draw) };
}

/** The approximate size of an event without its properties. */
const OTHER_EVENT_BYTES = 250;

type Draw = <Value>(from: readonly Value[]) => Value;

interface Buyer {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly street: string;
  readonly city: string;
  readonly zip: string;
}

/** A small generator (mulberry32), so that a failing size can be reproduced. */
function drawing(seed: number): Draw {
  let state = seed;
  return (from) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const value = from[((mixed ^ (mixed >>> 14)) >>> 0) % from.length];
    if (value === undefined) throw new Error("Nothing to draw from");
    return value;
  };
}

const DIGITS = [..."0123456789"];

function digits(draw: Draw, count: number): string {
  return Array.from({ length: count }, () => draw(DIGITS)).join("");
}

function drawBuyer(draw: Draw): Buyer {
  const [first, last] = [draw(FIRST), draw(LAST)];
  const email = `${first.toLowerCase()}.${last.toLowerCase().replaceAll(/[' ]/g, "")}${digits(draw, 2)}@mail.example`;
  return {
    first,
    last,
    email,
    street: `${draw(STREETS)} ${digits(draw, 2)}`,
    city: draw(CITIES),
    zip: digits(draw, 5),
  };
}

function klaviyoItem(draw: Draw): JsonObject {
  const name = `${draw(ADJECTIVES)} ${draw(NOUNS)}`;
  const price = Number(`${digits(draw, 2)}.${digits(draw, 2)}`);
  const quantity = Number(draw(["1", "2", "3"]));
  return {
    ProductID: digits(draw, 10),
    SKU: `${name.slice(0, 3).toUpperCase()}-${digits(draw, 4)}`,
    ProductName: name,
    Quantity: quantity,
    ItemPrice: price,
    RowTotal: Math.round(price * quantity * 100) / 100,
    ProductURL: `https://shop.example/p/${name.toLowerCase().replaceAll(" ", "-")}-${digits(draw, 4)}`,
    ImageURL: `https://cdn.shop.example/${digits(draw, 12)}.jpg`,
    Brand: draw(LAST),
  };
}

function snakeItem(draw: Draw): JsonObject {
  const name = `${draw(ADJECTIVES)} ${draw(NOUNS)}`;
  return {
    id: Number(digits(draw, 9)),
    variant_id: Number(digits(draw, 9)),
    title: name,
    sku: digits(draw, 8),
    quantity: Number(draw(["1", "2", "3"])),
    price: `${digits(draw, 2)}.${digits(draw, 2)}`,
    taxable: true,
    fulfillment_status: null,
    grams: Number(digits(draw, 3)),
  };
}

function klaviyoOrder(buyer: Buyer, items: JsonObject[], seed: number): JsonObject {
  const address = {
    FirstName: buyer.first,
    LastName: buyer.last,
    Address1: buyer.street,
    City: buyer.city,
    Zip: buyer.zip,
  };
  return {
    OrderId: `${10_000 + seed}`,
    ItemNames: items.slice(0, 5).map((item) => item["ProductName"] ?? ""),
    DiscountCode: "WELCOME10",
    DiscountValue: 5,
    Items: items,
    BillingAddress: { ...address, CountryCode: "DK" },
  };
}

function snakeOrder(buyer: Buyer, items: JsonObject[], seed: number): JsonObject {
  return {
    order_number: 10_000 + seed,
    currency: "EUR",
    financial_status: "paid",
    shipping_lines: [{ title: "Standard", price: "4.95" }],
    line_items: items,
    shipping_address: {
      name: `${buyer.first} ${buyer.last}`,
      address1: buyer.street,
      city: buyer.city,
      zip: buyer.zip,
    },
  };
}

function mailing(buyer: Buyer, items: JsonObject[], size: number, draw: Draw): string {
  const paragraphs: string[] = [];
  const body = (): string =>
    JSON.stringify({
      recipient: { name: `${buyer.first} ${buyer.last}`, street: buyer.street, city: buyer.city, zip: buyer.zip },
      items,
      paragraphs,
    });
  while (Buffer.byteLength(body()) < size) paragraphs.push(`${draw(SENTENCES)} (${digits(draw, 6)})`);
  return body();
}

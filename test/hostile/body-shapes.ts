// Bodies that break as many rules of events as their size allows. A shape has a few numbers and choices. A seeded search
// changes one of them at a time and keeps the change if the cost rises.

/** Positions of the nested part in a body. */
const PLACES = ["top", "profile", "location", "properties", "profile-properties"] as const;
const LEAVES = [
  "{}",
  "[]",
  "null",
  "0",
  '""',
  "123456789012345678901",
  "1e999",
  '"\\u0001"',
  '["x"]',
  '{"":{}}',
] as const;
const ALPHABETS = ["a", "~", "/", '\\"', "\\u0000", "é", "😀"] as const;

/** The parameters of a hostile body. */
export interface BodyShape {
  readonly place: (typeof PLACES)[number];
  readonly leaf: (typeof LEAVES)[number];
  readonly alphabet: (typeof ALPHABETS)[number];
  /** True if the leaves are fields of an object, false if they are items of a list. */
  readonly fields: boolean;
  /** True if every known field has a wrong type. */
  readonly wrong: boolean;
  readonly depth: number;
  /** Length of each key, in characters. */
  readonly keyLength: number;
}

/** The maximum number of bytes that wrap a part in the properties. */
const WRAPPING = 8;

const KNOWN = ["id", "external_id", "email", "phone_number", "anonymous_id", "first_name", "last_name", "title"];
const KNOWN_ON_TOP = ["time", "value", "value_currency", "unique_id", "backfill"];

/** A body of this shape. Its length is at most `size` bytes, and close to it. */
export function hostileBody(shape: BodyShape, size: number): string {
  const key = (index: number) => `"${index}${shape.alphabet.repeat(shape.keyLength)}"`;
  const { open, close } = nesting(shape, key(0), size / 2);
  const room = size - Buffer.byteLength(around(shape, open + close)) - WRAPPING;
  const leaf = (index: number) => (shape.fields ? `${key(index)}:${shape.leaf}` : shape.leaf);
  const leaves: string[] = [];
  for (let bytes = 0; ; ) {
    const next = leaf(leaves.length);
    bytes += Buffer.byteLength(next) + 1;
    if (bytes > room) break;
    leaves.push(next);
  }
  const list = leaves.join(",");
  return around(shape, `${open}${shape.fields ? `{${list}}` : `[${list}]`}${close}`);
}

function nesting({ depth }: BodyShape, key: string, most: number): { open: string; close: string } {
  const levels = Math.min(depth, Math.floor(most / (Buffer.byteLength(key) + 3)));
  return { open: `{${key}:`.repeat(levels), close: "}".repeat(levels) };
}

/** The event around the nested part. A part that is an object is merged into the object that the shape names. */
function around({ place, wrong }: BodyShape, part: string): string {
  const inside = part.startsWith("{") ? part.slice(1, -1) : "";
  const object = part === "" ? "{}" : part;
  const at = (name: BodyShape["place"], text: string) => (place === name ? [text] : []);
  const location = `"location":${join([`"city":"x"`, ...at("location", inside)])}`;
  const profile = join([
    ...(wrong ? KNOWN.map((name) => `"${name}":[]`) : ['"id":"1"']),
    ...at("location", location),
    ...at("profile-properties", `"properties":${object}`),
    ...at("profile", inside),
  ]);
  return join([
    '"metric":"m"',
    ...(wrong ? KNOWN_ON_TOP.map((name) => `"${name}":{}`) : []),
    `"profile":${profile}`,
    ...at("properties", `"properties":${object.startsWith("[") ? `{"a":${object}}` : object}`),
    ...at("top", inside),
  ]);
}

function join(fields: readonly string[]): string {
  return `{${fields.filter((field) => field !== "").join(",")}}`;
}

/** Returns numbers from 0 (inclusive) to 1 (exclusive), the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DEPTHS = [0, 1, 8, 28, 29, 30, 31, 32, 33, 60, 1_000, 100_000];
const KEY_LENGTHS = [0, 1, 4, 20, 80, 300, 1_000, 4_129, 100_000];

/** A random shape. */
export function anyShape(random: () => number): BodyShape {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  return {
    place: one(PLACES),
    leaf: one(LEAVES),
    alphabet: one(ALPHABETS),
    fields: random() < 0.5,
    wrong: random() < 0.5,
    depth: one(DEPTHS),
    keyLength: one(KEY_LENGTHS),
  };
}

/** The number of steps after which the search restarts at another shape. */
const RESTART_EVERY = 4;

/** The shape with the highest `cost` that hill climbing finds in `tries` steps from several starting shapes. */
export async function mostCostly(
  random: () => number,
  tries: number,
  cost: (shape: BodyShape) => Promise<number> | number,
): Promise<{ shape: BodyShape; cost: number }> {
  let best = { shape: anyShape(random), cost: -1 };
  let here = best;
  for (let attempt = 0; attempt < tries; attempt++) {
    const fresh = anyShape(random);
    const names = Object.keys(fresh) as (keyof BodyShape)[];
    const name = names[Math.floor(random() * names.length)] as keyof BodyShape;
    const shape = attempt % RESTART_EVERY === 0 ? fresh : { ...here.shape, [name]: fresh[name] };
    const next = { shape, cost: await cost(shape) };
    if (attempt % RESTART_EVERY === 0 || next.cost >= here.cost) here = next;
    if (next.cost > best.cost) best = next;
  }
  return best;
}

// One file with all flows, which a deployment writes and a cold function reads. The file is a sequence of parts, each preceded
// by its length and compressed separately (Zstandard, RFC 8878): first a head, then the flows, some hundred in a part, so that
// only one part is decompressed at a time.

import { promisify } from "node:util";
import { zstdCompressSync, zstdDecompress } from "node:zlib";
import * as z from "zod";
import { parseJson } from "#core/parse-json.ts";

/**
 * The files that hold all flows, used in turn: one for this version, one for the previous version, which functions may still be
 * reading, and one for the next version.
 */
export const SNAPSHOT_NAMES = ["catalogue-a", "catalogue-b", "catalogue-c"] as const;

/** The version of the file format. */
const SNAPSHOT_VERSION = 1;

const headSchema = z.object({
  v: z.literal(SNAPSHOT_VERSION),
  /** The version of the flows. */
  version: z.string(),
  /** The format by which the flows were checked (core/flow/stored-flow.ts). */
  format: z.string(),
  /** How many flows there are. */
  flows: z.int().min(0),
});

/** The head of a file. */
type SnapshotHead = z.infer<typeof headSchema>;

/** Flows in a part: about a megabyte of JSON, which is parsed in some hundredths of a second. */
const FLOWS_OF_PART = 500;

/** The size of the length before a part, an unsigned number with the most significant byte first. */
const LENGTH_BYTES = 4;

const unpack = promisify(zstdDecompress);

/** Returns a file with these definitions, each of them JSON. */
export function writeSnapshot(version: string, format: string, definitions: readonly string[]): Uint8Array {
  const head: SnapshotHead = { v: SNAPSHOT_VERSION, version, format, flows: definitions.length };
  const parts = [part(JSON.stringify(head))];
  for (let at = 0; at < definitions.length; at += FLOWS_OF_PART) {
    parts.push(part(`[${definitions.slice(at, at + FLOWS_OF_PART).join(",")}]`));
  }
  return Buffer.concat(parts);
}

function part(text: string): Uint8Array {
  const packed = zstdCompressSync(text);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(packed.length);
  return Buffer.concat([length, packed]);
}

/**
 * Reads a file. `read` converts each definition. The event loop can do other work between two parts. Throws if the file is not
 * of this format or is incomplete.
 */
export async function readSnapshot<Read>(
  file: Uint8Array,
  read: (definition: unknown, head: SnapshotHead) => Read,
): Promise<{ readonly head: SnapshotHead; readonly flows: Read[] }> {
  const [first, ...others] = partsOf(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  if (first === undefined) throw new Error("A snapshot of flows is empty");
  const head = headSchema.parse(parseJson((await unpack(first)).toString("utf8")));
  const flows: Read[] = [];
  for (const one of others) {
    const definitions = z.array(z.unknown()).parse(parseJson((await unpack(one)).toString("utf8")));
    for (const definition of definitions) flows.push(read(definition, head));
  }
  if (flows.length !== head.flows) throw new Error(`A snapshot of ${head.flows} flows holds ${flows.length}`);
  return { head, flows };
}

function partsOf(file: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const begin = at + LENGTH_BYTES;
    const end = begin + file.readUInt32BE(at);
    if (end > file.length) throw new Error("A snapshot of flows was cut off");
    parts.push(file.subarray(begin, end));
    at = end;
  }
  return parts;
}

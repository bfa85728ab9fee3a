import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { contentEncodingOf, decodeBody } from "#api/ingest/content-encoding.ts";

describe("the header Content-Encoding", () => {
  it.each([
    [undefined, "identity"],
    ["identity", "identity"],
    ["gzip", "gzip"],
    ["GZIP", "gzip"],
    [" gzip ", "gzip"],
    ["x-gzip", "gzip"],
    ["deflate", "deflate"],
    ["br", undefined],
    ["zstd", undefined],
    ["compress", undefined],
    ["gzip, gzip", undefined],
    ["identity, gzip", undefined],
    ["", undefined],
    ["constructor", undefined],
  ])("%j names the encoding %j", (header, encoding) => {
    expect(contentEncodingOf(header)).toBe(encoding);
  });
});

describe("a body", () => {
  const MAX = 1_000;
  const text = (length: number) => Buffer.alloc(length, "x");
  const gzip = gzipSync(text(10));

  it.each<[string, Buffer, "identity" | "gzip" | "deflate", number]>([
    ["without an encoding is unchanged", text(10), "identity", 10],
    ["in gzip is inflated", gzip, "gzip", 10],
    ["in deflate is inflated", deflateSync(text(10)), "deflate", 10],
    ["in gzip may have as many bytes as the limit", gzipSync(text(MAX)), "gzip", MAX],
    ["in gzip may have several members", Buffer.concat([gzip, gzip]), "gzip", 20],
    ["in gzip may be empty inside", gzipSync(text(0)), "gzip", 0],
  ])("%s", async (_title, body, encoding, length) => {
    expect(await decodeBody(body, encoding, MAX)).toEqual(text(length));
  });

  it.each<[string, Buffer, "gzip" | "deflate"]>([
    ["one byte over the limit", gzipSync(text(MAX + 1)), "gzip"],
    ["two members, together over the limit", Buffer.concat([gzipSync(text(MAX)), gzip]), "gzip"],
    ["a thousand times the limit", deflateSync(text(MAX * 1_000)), "deflate"],
  ])("is too long if it inflates to %s", async (_title, body, encoding) => {
    expect(await decodeBody(body, encoding, MAX)).toBe("too-long");
  });

  it.each<[string, Buffer, "gzip" | "deflate"]>([
    ["is empty", Buffer.alloc(0), "gzip"],
    ["is plain text", text(10), "gzip"],
    ["ends early", gzip.subarray(0, -1), "gzip"],
    ["has a wrong checksum", Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8)]), "gzip"],
    ["has bytes after its end", Buffer.concat([gzip, text(1)]), "gzip"],
    ["has zeros after its end", Buffer.concat([gzip, Buffer.alloc(4)]), "gzip"],
    ["has bytes after its end", Buffer.concat([deflateSync(text(10)), text(1)]), "deflate"],
    ["has an incomplete second member", Buffer.concat([gzip, gzip.subarray(0, 9)]), "gzip"],
    ["is deflate", deflateSync(text(10)), "gzip"],
    ["is brotli", brotliCompressSync(text(10)), "gzip"],
    ["is gzip", gzip, "deflate"],
    ["is deflate without the header of zlib", deflateRawSync(text(10)), "deflate"],
  ])("is broken if it %s instead of what its encoding says", async (_title, body, encoding) => {
    expect(await decodeBody(body, encoding, MAX)).toBe("broken");
  });

  it("that would inflate to a gigabyte costs no more memory than the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const members = Buffer.concat(Array.from({ length: 16 }, () => bomb));
    const before = process.memoryUsage().arrayBuffers;
    expect(await decodeBody(members, "gzip", MAX)).toBe("too-long");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });
});

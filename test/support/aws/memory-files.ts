// Files in memory, in the place of a bucket.

import type { Files } from "#backends/aws/flows/s3-files.ts";

/** Files, and how often one was read. */
export class MemoryFiles implements Files {
  readonly contents = new Map<string, Uint8Array>();
  reads = 0;

  async read(name: string): Promise<Uint8Array> {
    this.reads += 1;
    const content = this.contents.get(name);
    if (content === undefined) throw new Error(`There is no file ${name}`);
    return content;
  }

  async write(name: string, content: Uint8Array): Promise<void> {
    this.contents.set(name, content);
  }

  async remove(name: string): Promise<void> {
    this.contents.delete(name);
  }
}

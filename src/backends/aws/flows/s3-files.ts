// Files in an S3 bucket.

import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** A bucket and the client to reach it. */
interface Bucket {
  readonly client: S3Client;
  readonly bucket: string;
}

/** Files that can be read. */
export interface ReadableFiles {
  /** Throws if the file does not exist or the bucket can't be reached. */
  read(name: string): Promise<Uint8Array>;
}

/** Files. Every method throws if the bucket can't be reached. */
export interface Files extends ReadableFiles {
  /** Resolves when the file is durable and visible to every later read. */
  write(name: string, content: Uint8Array): Promise<void>;
  /** A no-op if the file does not exist. */
  remove(name: string): Promise<void>;
}

/** The files of a bucket, read-only. Separate from `S3Files`, so that bundles of functions that only read contain no calls that write. */
export class ReadableS3Files implements ReadableFiles {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async read(name: string): Promise<Uint8Array> {
    const { client, bucket } = this.#bucket;
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
    if (body === undefined) throw new Error(`The file ${name} of the bucket ${bucket} has no content`);
    return body.transformToByteArray();
  }
}

/** The files of a bucket. */
export class S3Files implements Files {
  readonly #bucket: Bucket;
  readonly #readable: ReadableS3Files;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
    this.#readable = new ReadableS3Files(bucket);
  }

  read(name: string): Promise<Uint8Array> {
    return this.#readable.read(name);
  }

  async write(name: string, content: Uint8Array): Promise<void> {
    const { client, bucket } = this.#bucket;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: content }));
  }

  async remove(name: string): Promise<void> {
    const { client, bucket } = this.#bucket;
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }));
  }
}

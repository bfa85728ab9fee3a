// Which of several equal partitions something goes to. DynamoDB carries 1,000 write units a second on one partition key
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html); where all the writes
// of a moment would meet on one key, the key gets a shard's number, drawn from the id of what is written.

/** The shard of an id, from 0 to `shards - 1`; always the same for the same id. */
export function shardOf(id: string, shards: number): number {
  // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): even enough, and the same on every machine for all time.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % shards;
}

/** All shards, in order. */
export function allShards(shards: number): number[] {
  return Array.from({ length: shards }, (_, shard) => shard);
}

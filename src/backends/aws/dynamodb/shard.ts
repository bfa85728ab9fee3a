// Distributes writes over partitions. DynamoDB accepts 1,000 write units a second on one partition key
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html). Where
// concurrent writes would share a key, the key includes the number of a shard, which is derived from the id of the item.

/** Returns the shard of an id, from 0 to `shards - 1`. The shard of an id never changes. */
export function shardOf(id: string, shards: number): number {
  // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): even enough, and the same on every machine.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % shards;
}

/** Returns the numbers of all shards. */
export function allShards(shards: number): number[] {
  return Array.from({ length: shards }, (_, shard) => shard);
}

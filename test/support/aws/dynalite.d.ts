// dynalite (an emulator of DynamoDB) brings no types.
declare module "dynalite" {
  import type { Server } from "node:http";

  function dynalite(options?: { readonly createTableMs?: number; readonly maxItemSizeKb?: number }): Server;
  export = dynalite;
}

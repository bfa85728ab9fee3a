// Names that outlive a version of a flow: they are part of waiting runs, histories, records and URLs.

import * as z from "zod";

/** Longest flow or action id, in characters: ids are parts of delivery ids, keys and headers. */
export const MAX_ID_LENGTH = 64;

/** The id of a flow. It never changes, because waiting runs, re-entry and history refer to it. */
export const flowIdSchema = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "must be lower-case letters, digits, '-' and '_', and begin with a letter or digit");

/** The id of an action, unique in its flow. */
export const actionIdSchema = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "must be letters, digits, '-' and '_', and begin with a letter or digit");

/** The name of a signing secret. The name of its environment variable is in capitals. */
export const secretNameSchema = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be letters, digits and '_', and begin with a letter");

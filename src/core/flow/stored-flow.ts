// Flows that come back from where they were stored. They were checked before, and with a hundred thousand of them to check
// them once more would take as long as to compile them. So what is stored names the format that it was checked by, and is
// checked again only where a release has another format, which may refuse more or fill in more defaults.

import * as z from "zod";
import { type Flow, flowSchema } from "./flow.ts";

/** The format of flows in this release: the beginning of the SHA-256 of their JSON Schema. A test compares the two. */
export const FLOW_FORMAT = "56a6924521d1";

const checkedSchema = z.custom<Flow>(looksLikeFlow, { error: "is not a stored flow" });

/** Reads a stored flow. Throws for one that is none. @param format the format by which it was checked, where that is known. */
export function readStoredFlow(stored: unknown, format: string | undefined): Flow {
  return format === FLOW_FORMAT ? checkedSchema.parse(stored) : flowSchema.parse(stored);
}

function looksLikeFlow(stored: unknown): boolean {
  return (
    typeof stored === "object" && stored !== null && "id" in stored && "status" in stored && "definition" in stored
  );
}

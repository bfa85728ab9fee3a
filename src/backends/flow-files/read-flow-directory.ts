// Reads a directory of flow files. Only files directly in it count; its folders have other purposes, such as tests. Links are
// followed, because a mounted ConfigMap of Kubernetes is a directory of links. Names that begin with a dot are skipped, because
// such a mount has a second copy of its files in `..data`, and editors give such names to locks and backups.

import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { MAX_FILE_LENGTH } from "#app/flows/bounded-yaml.ts";
import { type FlowFile, type FlowProblem, noFlowFiles } from "#app/flows/load-flows.ts";

/** The names of flow files. */
const FLOW_FILE = /^[^.].*\.(ya?ml|json)$/;

/** Reads the flow files of a directory, in the order of their names. Throws if the directory can't be read. */
export function readFlowDirectory(directory: string): FlowFile[] {
  return pathsOf(directory, readdirSync(directory)).flatMap((path) => {
    try {
      const found = statSync(path);
      return found.isFile() ? [readable(path, found) ?? { path, text: readFileSync(path, "utf8") }] : [];
    } catch (error) {
      return [unreadable(path, error)];
    }
  });
}

/** A problem for a directory without flow files, because the operator who names a directory expects some. */
export function problemOfDirectory(directory: string, files: readonly unknown[]): FlowProblem[] {
  return files.length === 0 ? [noFlowFiles(directory)] : [];
}

/** A flow file as a listing finds it. */
export interface ListedFile {
  readonly path: string;
  /** Differs when the file may have changed; undefined if that is unknown, so that the file must be read again. */
  readonly print: string | undefined;
  readonly isFile: boolean;
}

/** The flow files of a directory, and an identity that differs when another directory has replaced it. */
export interface Listing {
  readonly identity: string;
  readonly files: readonly ListedFile[];
}

/** The coarsest resolution of file times, in milliseconds. A second change within this time may leave the time unchanged. */
const COARSEST_TIME_MS = 2_000;

/** Lists a directory without reading its files. Rejects if the directory can't be read. */
export async function listFlowDirectory(directory: string, now: number): Promise<Listing> {
  const [{ dev, ino }, names] = await Promise.all([stat(directory), readdir(directory)]);
  const files = await Promise.all(pathsOf(directory, names).map((path) => listFile(path, now)));
  return { identity: `${dev}:${ino}`, files: files.filter(({ isFile }) => isFile) };
}

async function listFile(path: string, now: number): Promise<ListedFile> {
  try {
    const found = await stat(path);
    const settled = Math.abs(now - found.mtimeMs) > COARSEST_TIME_MS;
    const print = `${found.dev}:${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}`;
    return { path, print: settled ? print : undefined, isFile: found.isFile() };
  } catch {
    // Reading the file reports the reason.
    return { path, print: undefined, isFile: true };
  }
}

/** Reads one flow file. */
export async function readFlowFile(path: string): Promise<FlowFile> {
  try {
    const found = await stat(path);
    return readable(path, found) ?? { path, text: await readFile(path, "utf8") };
  } catch (error) {
    return unreadable(path, error);
  }
}

function pathsOf(directory: string, names: readonly string[]): string[] {
  return names
    .filter((name) => FLOW_FILE.test(name))
    .map((name) => join(directory, name))
    .sort();
}

/** A file that is too large to be read, with its problem; undefined if it may be read. */
function readable(path: string, { size }: Stats): FlowFile | undefined {
  if (size <= MAX_FILE_LENGTH) return undefined;
  return { path, text: "", unreadable: `The file has ${size} bytes; it may have at most ${MAX_FILE_LENGTH}.` };
}

function unreadable(path: string, error: unknown): FlowFile {
  const why = error instanceof Error ? error.message : String(error);
  return { path, text: "", unreadable: `The file can't be read: ${why}.` };
}

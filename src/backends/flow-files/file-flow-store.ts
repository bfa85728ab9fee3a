// The flows and sources of a directory. `look` reads the files that changed. If any file has a problem, the flows stay as they are.

import { flowChanges } from "#app/flows/flow-changes.ts";
import type { FlowChanges, FlowSnapshot, FlowStore } from "#app/flows/flow-ports.ts";
import { type FlowFile, joinFlowFiles, type LoadedFile, type LoadedFlows } from "#app/flows/load-flows.ts";
import { type SourceCatalogue, type SourcesByName, sourcesByName } from "#app/sources/source-catalogue.ts";
import { sha256Hex } from "../cryptography/sha256-hex.ts";
import {
  type ListedFile,
  type Listing,
  listFlowDirectory,
  problemOfDirectory,
  readFlowDirectory,
  readFlowFile,
} from "./read-flow-directory.ts";

/** Parses and checks each of the flow files once, in any order. */
export type ParseFlowFiles = (files: readonly FlowFile[]) => Promise<readonly LoadedFile[]>;

/** A file that was read. */
interface KnownFile {
  /** Undefined: the next look reads the file again. */
  readonly print: string | undefined;
  readonly digest: string;
  readonly loaded: LoadedFile;
}

/** The result of a look at the directory. */
export interface Look {
  /** Differs when another directory has replaced this one. */
  readonly identity: string;
  /** The flows and their problems; undefined if no file changed since the last look. */
  readonly loaded: LoadedFlows | undefined;
}

/** The maximum of files that are read concurrently. */
const READ_AT_ONCE = 64;

/** The flows and sources of a directory. */
export class FileFlowStore implements FlowStore {
  /** The sources of the same version as the flows. */
  readonly sources: SourceCatalogue = { current: () => Promise.resolve(this.#sources) };
  readonly #directory: string;
  readonly #load: (file: FlowFile) => LoadedFile;
  #files: ReadonlyMap<string, KnownFile> = new Map();
  #sources: SourcesByName = new Map();
  #snapshot: FlowSnapshot = { version: "0", flows: [] };
  /** The changes from the previous version to the snapshot's version. */
  #changes: FlowChanges | undefined;

  /** @param load parses and checks one file. */
  constructor(directory: string, load: (file: FlowFile) => LoadedFile) {
    this.#directory = directory;
    this.#load = load;
  }

  /** Reads the whole directory synchronously, before the server starts. Throws if it can't be read. */
  readAll(): LoadedFlows {
    const read = readFlowDirectory(this.#directory).map((file) => known(file, this.#load(file), undefined));
    return this.#take(new Map(read.map((file) => [file.loaded.path, file])));
  }

  /**
   * Reads the changed files, and passes those with a different text to `parse`. If no file has a problem, their flows replace the
   * current ones. Rejects if the directory can't be read, and changes nothing then.
   */
  async look(parse: ParseFlowFiles, now: number): Promise<Look> {
    const { identity, files }: Listing = await listFlowDirectory(this.#directory, now);
    const read = new Map<string, FlowFile>();
    const toRead = files.filter(({ path, print }) => print === undefined || this.#files.get(path)?.print !== print);
    for (let at = 0; at < toRead.length; at += READ_AT_ONCE) {
      const some = await Promise.all(toRead.slice(at, at + READ_AT_ONCE).map(({ path }) => readFlowFile(path)));
      for (const file of some) read.set(file.path, file);
    }
    const changed = [...read.values()].filter((file) => this.#files.get(file.path)?.digest !== digestOf(file));
    const parsed = new Map((changed.length === 0 ? [] : await parse(changed)).map((file) => [file.path, file]));
    const next = new Map(
      files.map((file) => [file.path, this.#next(file, read.get(file.path), parsed.get(file.path))]),
    );
    const isSame = changed.length === 0 && next.size === this.#files.size;
    if (isSame) this.#files = next;
    return { identity, loaded: isSame ? undefined : this.#take(next) };
  }

  version(): Promise<string> {
    return Promise.resolve(this.#snapshot.version);
  }

  load(after?: string): Promise<FlowSnapshot | FlowChanges> {
    const changes = this.#changes?.after === after ? this.#changes : undefined;
    return Promise.resolve(changes ?? this.#snapshot);
  }

  #next({ path, print }: ListedFile, read: FlowFile | undefined, parsed: LoadedFile | undefined): KnownFile {
    const before = this.#files.get(path);
    if (read !== undefined && parsed !== undefined) return known(read, parsed, print);
    if (before === undefined) throw new Error(`${path} was not parsed`);
    return { ...before, print: read?.unreadable === undefined ? print : undefined };
  }

  #take(files: ReadonlyMap<string, KnownFile>): LoadedFlows {
    this.#files = files;
    const loaded = joinFlowFiles([...files.values()].map((file) => file.loaded));
    // An empty directory is probably being replaced; it is unlikely that the operator means to stop every flow.
    const emptied = this.#snapshot.flows.length > 0 ? problemOfDirectory(this.#directory, [...files.keys()]) : [];
    const problems = [...loaded.problems, ...emptied];
    if (problems.length === 0) {
      const snapshot = { version: String(Number(this.#snapshot.version) + 1), flows: loaded.flows };
      this.#changes = flowChanges(this.#snapshot, snapshot);
      this.#snapshot = snapshot;
      this.#sources = sourcesByName(loaded.sources);
    }
    return { ...loaded, problems };
  }
}

function known(file: FlowFile, loaded: LoadedFile, print: string | undefined): KnownFile {
  return { print: file.unreadable === undefined ? print : undefined, digest: digestOf(file), loaded };
}

function digestOf({ text, unreadable = "" }: FlowFile): string {
  return sha256Hex(`${unreadable}\n${text}`);
}

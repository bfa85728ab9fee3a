// The embedded process as the demo's user sees it.

/** The URL and keys of the process, and how a shell writes the keys. */
export interface DemoServer {
  readonly url: string;
  readonly ingestKey: string;
  readonly adminToken: string;
  /** For the commands that are shown. */
  readonly ingestKeyInShell: string;
  readonly adminTokenInShell: string;
}

/** What the process was started with. */
interface StartedServer {
  readonly url: string;
  readonly ingestKey: string | undefined;
  readonly adminToken: string;
  /** The data directory, where the keys lie that the environment did not give. */
  readonly data: string;
}

/** How the demo reaches a process that was started. */
export function demoServer({ url, ingestKey = "", adminToken, data }: StartedServer): DemoServer {
  const inShell = (variable: string, file: string) =>
    process.env[variable] === undefined ? `$(cat ${data}/${file})` : `$${variable}`;
  return {
    url,
    ingestKey,
    adminToken,
    ingestKeyInShell: inShell("FLOWHOOK_API_KEY", "demo-ingest-key"),
    adminTokenInShell: inShell("FLOWHOOK_ADMIN_TOKEN", "admin-token"),
  };
}

// Recognizes SQLite's error for a file that another process has locked.

/** SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The primary result code is the lowest byte: https://sqlite.org/rescode.html#extrc */
const PRIMARY = 0xff;

/** Whether this is SQLite's error for a file that another process has locked. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return false;
  return (error.errcode & PRIMARY) === SQLITE_BUSY;
}

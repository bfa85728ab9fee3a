// How SQLite says that another process holds the file.

/** SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The primary result code is the lowest byte: https://sqlite.org/rescode.html#extrc */
const PRIMARY = 0xff;

/** Whether an error of SQLite says that another process holds the file. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return false;
  return (error.errcode & PRIMARY) === SQLITE_BUSY;
}

// When a server has to stop: at a signal, or when the npm command that started it has been ended. npm and npx start a
// command through a shell, pass SIGTERM to that shell, and the shell ends without passing it on
// (https://github.com/npm/cli/issues/6684). The server would go on running without anyone who knows of it.

/** How often a server that npm started looks whether its shell is still there, in milliseconds. */
const LOOK_EVERY_MS = 250;

/** Resolves when the server has to stop. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    // npm sets this for what it runs: https://docs.npmjs.com/cli/v11/using-npm/scripts#current-lifecycle-event
    if (process.env["npm_lifecycle_event"] !== undefined) onParentEnd(resolve);
  });
}

/** Calls back when the parent process has ended: the system gives its children another parent. */
function onParentEnd(ended: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ended();
  }, LOOK_EVERY_MS);
  timer.unref();
}

// What a test opens is closed when it has ended, the last first.

import { afterEach } from "vitest";

/** Something that is open. */
type Close = () => Promise<void>;

/** Takes what is to be closed after the test that runs. Called once, where tests are told. */
export function closedAfterwards(): (close: Close) => void {
  const open: Close[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
  return (close) => void open.push(close);
}

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "#support/opened-store.ts";

let opened: ReturnType<typeof openStore>;

beforeEach(() => {
  opened = openStore();
  opened.database.exec("CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT");
});

afterEach(() => opened.close());

const insert = (text: string) => () => opened.database.prepare("INSERT INTO notes VALUES (?)").run(text);
const notes = () =>
  opened.database
    .prepare("SELECT text FROM notes ORDER BY text")
    .all()
    .map((row) => row["text"]);

describe("a group commit", () => {
  it("puts all writes of one turn into one transaction", async () => {
    const open: boolean[] = [];
    const writes = ["a", "b", "c"].map((text) =>
      opened.commit.write(() => {
        open.push(opened.database.isTransaction);
        return insert(text)();
      }),
    );
    expect(notes()).toEqual([]);
    await Promise.all(writes);
    expect([open, notes()]).toEqual([
      [true, true, true],
      ["a", "b", "c"],
    ]);
  });

  it("rejects a write that fails, and commits its neighbours", async () => {
    const outcomes = await Promise.allSettled(["a", "a", "b"].map((text) => opened.commit.write(insert(text))));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(notes()).toEqual(["a", "b"]);
  });

  it("commits a lazy write together with the next write", async () => {
    const lazy = opened.commit.writeLazily(insert("lazy"));
    await opened.commit.write(insert("now"));
    await lazy;
    expect(notes()).toEqual(["lazy", "now"]);
  });

  it("commits a lazy write alone if no other write follows", async () => {
    await opened.commit.writeLazily(insert("lazy"));
    expect(notes()).toEqual(["lazy"]);
  });
});

describe("when the disk is full", () => {
  const fill = () => {
    const pages = Number(opened.database.prepare("PRAGMA page_count").get()?.["page_count"]);
    opened.database.exec(`PRAGMA max_page_count = ${pages}`);
  };
  const free = () => opened.database.exec("PRAGMA max_page_count = 1000000");
  const large = "x".repeat(100_000);

  it("a write is refused", async () => {
    fill();
    await expect(opened.commit.write(insert(large))).rejects.toThrow(/full/);
    expect(notes()).toEqual([]);
  });

  it("facts are written as soon as the disk has space, and sending waits until then", async () => {
    fill();
    const surely = opened.commit.writeSurely(insert(large));
    await expect(opened.commit.write(insert(`${large}!`))).rejects.toThrow(/full/);
    const order: string[] = [];
    void surely.then(() => order.push("written"));
    free();
    await surely;
    await opened.commit.writable();
    expect([order, notes().length, opened.failures.length]).toEqual([["written"], 1, 1]);
  });
});

describe("when the store is closed", () => {
  const lock = () => {
    const { database, close } = opened.openAgain();
    database.exec("PRAGMA busy_timeout = 0; BEGIN IMMEDIATE");
    opened.database.exec("PRAGMA busy_timeout = 0");
    return close;
  };
  const message = "The store is closed";

  it("commits what is pending, and rejects every write after that", async () => {
    const pending = opened.commit.writeLazily(insert("pending"));
    opened.commit.close();
    await pending;
    await expect(opened.commit.write(insert("late"))).rejects.toThrow(message);
    await expect(opened.commit.writeSurely(insert("late"))).rejects.toThrow(message);
    await expect(opened.commit.writeLazily(insert("late"))).rejects.toThrow(message);
    expect(notes()).toEqual(["pending"]);
  });

  it("a write that waits for a locked file is rejected, and the file is not tried again", async () => {
    const unlock = lock();
    const waits = opened.commit.writeSurely(insert("waits"));
    while (opened.failures.length === 0) await new Promise(setImmediate);
    opened.commit.close();
    await expect(waits).rejects.toThrow(message);
    await expect(opened.commit.writable()).rejects.toThrow(message);
    unlock();
    expect(notes()).toEqual([]);
  });

  it("a write is rejected even if only the database was closed", async () => {
    const { database, commit } = opened.openAgain();
    const waits = commit.writeSurely(insert("waits"));
    database.close();
    await expect(waits).rejects.toThrow(message);
    await expect(commit.writeSurely(insert("late"))).rejects.toThrow(message);
  });
});

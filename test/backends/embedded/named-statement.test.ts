import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { insertInto, NamedStatement } from "#backends/embedded/named-statement.ts";

let database: DatabaseSync;

beforeEach(() => {
  database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE pairs (a TEXT, b TEXT, c TEXT)");
});

afterEach(() => database.close());

const rows = () =>
  database
    .prepare("SELECT * FROM pairs")
    .all()
    .map((row) => ({ ...row }));

it("a named value is written to its column, for any order of the names", () => {
  insertInto(database, "pairs", ["c", "a"]).run({ a: "first", c: "third" });
  expect(rows()).toEqual([{ a: "first", b: null, c: "third" }]);
});

it("a name that occurs twice has the same value in both places", () => {
  insertInto(database, "pairs", ["a", "b"]).run({ a: "x", b: "y" });
  new NamedStatement(database, "UPDATE pairs SET b = :to, c = :to WHERE a = :from", ["from", "to"]).run({
    to: "z",
    from: "x",
  });
  expect(rows()).toEqual([{ a: "x", b: "z", c: "z" }]);
});

it("a parameter that is not in the list of names is refused when the statement is prepared", () => {
  expect(() => new NamedStatement(database, "DELETE FROM pairs WHERE a = :missing", ["from"])).toThrow(":missing");
});

it("the clause for a row that exists is part of the statement", () => {
  database.exec("CREATE UNIQUE INDEX pairs_a ON pairs (a)");
  const insert = insertInto(database, "pairs", ["a", "b"], "ON CONFLICT DO NOTHING");
  insert.run({ a: "x", b: "1" });
  insert.run({ a: "x", b: "2" });
  expect(rows()).toEqual([{ a: "x", b: "1", c: null }]);
});

import { expect, it } from "vitest";
import { loadFlowFile } from "#app/flows/load-flows.ts";
import { parseInWorker } from "#cli/serve/parse-in-worker.ts";
import { orderFlow } from "#support/flow-files.ts";

const KNOWLEDGE = { demo: true, allowTargets: [] };

it("the worker parses files as the main thread does, in order, with every digit of their numbers", async () => {
  const good = orderFlow("a", "https://hook.example/").replace("{{ event.OrderId }}", "12345678901234567890");
  const number = good.replace(/"12345678901234567890"/, "12345678901234567890");
  const files = [number, "id: [[", orderFlow("b", "https://hook.example/")].map((text, index) => {
    return { path: `${index}.yaml`, text };
  });
  const loaded = await parseInWorker(KNOWLEDGE, files);
  expect(loaded).toEqual(files.map((file) => loadFlowFile(file)));
  expect(JSON.stringify(loaded[0])).toMatch(/:12345678901234567890\b/);
});

it("a worker that can't start is a rejection with the file's name", async () => {
  const wrong = { ...KNOWLEDGE, demo: false, allowTargets: ["localhost"] };
  await expect(parseInWorker(wrong, [{ path: "a.yaml", text: "" }])).rejects.toThrow(/^a\.yaml was not parsed: /);
});

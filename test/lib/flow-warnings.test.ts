import { Stack } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { FlowDeployment } from "../../lib/flow-deployment.ts";
import { State } from "../../lib/state.ts";
import { appWithoutBundles, flowDirectory, GOOD_FLOW } from "./synthesized.ts";

const DATA = { retainData: false };

test("the synth warns of a likely mistake in a flow, with an id to acknowledge it by", () => {
  const directory = flowDirectory({ "thanks.yaml": GOOD_FLOW.replace("https:", "http:") });
  const stack = new Stack(appWithoutBundles(), "Stack");
  new FlowDeployment(stack, "Flows", { data: DATA, directory, state: new State(stack, "State", { data: DATA }) });
  const warnings = Annotations.fromStack(stack).findWarning("*", Match.anyValue());
  expect(warnings.map(({ entry }) => String(entry.data))).toEqual([
    expect.stringMatching(
      /thanks\.yaml:\d+:\d+: warning: .* \[ack: flowhook:flow-url-not-https:thanks\/definition\/actions\/0\/data\/message\/url\]$/,
    ),
  ]);
});

test("the synth warns of a directory without flow files", () => {
  const directory = flowDirectory({ "readme.txt": "nothing" });
  const stack = new Stack(appWithoutBundles(), "Stack");
  new FlowDeployment(stack, "Flows", { data: DATA, directory, state: new State(stack, "State", { data: DATA }) });
  const [warning] = Annotations.fromStack(stack).findWarning("*", Match.anyValue());
  expect(String(warning?.entry.data)).toMatch(/^There are no flow files in .* \[ack: flowhook:flow-no-files\]$/);
});

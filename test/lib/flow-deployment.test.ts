import { type App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { FlowDeployment } from "../../lib/flow-deployment.ts";
import { State } from "../../lib/state.ts";
import { appWithoutBundles, flowDirectory, GOOD_FLOW, GOOD_FLOWS, resources } from "./synthesized.ts";

const DATA = { retainData: false };

const COUPON = GOOD_FLOW.replace("{{ event.OrderId }}", "{% coupon_code 'SPRING' %}");

const withCoupon = flowDirectory({ "coupon.yaml": COUPON });
const withTwoFaults = flowDirectory({
  "broken.yaml": "id: [",
  "coupon.yaml": COUPON.replace("id: thanks", "id: coupon"),
});
const changed = flowDirectory({ "thanks.yaml": GOOD_FLOW.replace("thanks.example/orders", "thanks.example/others") });
const commented = flowDirectory({ "thanks.yaml": `# A comment\n${GOOD_FLOW}` });
const without = flowDirectory({});

function deployment(directory: string): { app: App; stack: Stack } {
  const app = appWithoutBundles();
  const stack = new Stack(app, "Stack");
  new FlowDeployment(stack, "Flows", { data: DATA, directory, state: new State(stack, "State", { data: DATA }) });
  return { app, stack };
}

function synth(directory: string): void {
  deployment(directory).app.synth();
}

describe("an invalid flow", () => {
  test("fails the synth, with its file, line and reason", () => {
    const line = COUPON.split("\n").findIndex((text) => text.includes("coupon_code")) + 1;
    expect(() => synth(withCoupon)).toThrow(`${withCoupon}/coupon.yaml:${line}:`);
    expect(() => synth(withCoupon)).toThrow(/coupon/i);
  });

  test("is reported together with all other invalid flows", () => {
    expect(() => synth(withTwoFaults)).toThrow(/broken\.yaml:1[\s\S]*coupon\.yaml:/);
  });
});

test("a missing directory fails the synth", () => {
  expect(() => synth(`${without}/missing`)).toThrow("missing");
});

describe("sources", () => {
  const SHOP = "kind: shopify\nsecret: shop\n";
  const hashOf = (files: Record<string, string>) => {
    const directory = flowDirectory({ "thanks.yaml": GOOD_FLOW, ...files });
    const [first] = resources(Template.fromStack(deployment(directory).stack), "Custom::FlowhookFlows");
    return first?.[1].Properties.SourcesHash;
  };

  test("are deployed again when one of them changes, and not when only its text changes", () => {
    const hash = hashOf({ "shop.source.yaml": SHOP });
    expect(hashOf({ "shop.source.yaml": `# A comment\n${SHOP}` })).toBe(hash);
    expect(hashOf({ "shop.source.yaml": "kind: github\nsecret: shop\n" })).not.toBe(hash);
    expect(hashOf({ "other.source.yaml": SHOP })).not.toBe(hash);
    expect(hashOf({})).toMatch(/^[0-9a-f]{64}$/);
  });

  test("fail the synth if one is invalid, with its file, line and reason", () => {
    const directory = flowDirectory({ "shop.source.yaml": "kind: shopfy\n" });
    expect(() => synth(directory)).toThrow(/shop\.source\.yaml:1:7: .*Did you mean "shopify"\?.* \(source shop\)/);
  });
});

describe("valid flows", () => {
  const hashOf = (directory: string) => {
    const [first] = resources(Template.fromStack(deployment(directory).stack), "Custom::FlowhookFlows");
    return first?.[1].Properties.FlowsHash;
  };

  test("are deployed again when one of them changes, and not when only its text changes", () => {
    expect(hashOf(changed)).not.toBe(hashOf(GOOD_FLOWS));
    expect(hashOf(commented)).toBe(hashOf(GOOD_FLOWS));
  });

  test("may be absent", () => {
    expect(hashOf(without)).toMatch(/^[0-9a-f]{64}$/);
  });
});

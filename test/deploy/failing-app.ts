// An app whose first deployment fails at its last resource, after all others were created. With FAILS=no the same stack deploys.

import { App, CfnResource } from "aws-cdk-lib";
import { FlowhookStack } from "../../lib/flowhook-stack.ts";
import { FAILING_STACK } from "./failing-deployment.ts";

const stack = new FlowhookStack(new App(), FAILING_STACK, { flows: "flows", retainData: true });
if (process.env["FAILS"] !== "no") {
  const last = new CfnResource(stack, "Last", {
    type: "Custom::Fails",
    properties: { ServiceToken: "arn:aws:lambda:us-east-1:000000000000:function:does-not-exist" },
  });
  for (const child of stack.node.children) if (child !== last) last.node.addDependency(child);
}

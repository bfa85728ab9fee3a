// The CDK app: one stack, its settings from context (`cdk deploy -c name=value`), and the checks that every synth runs.

import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { FlowhookStack } from "../lib/flowhook-stack.ts";
import { readSettings } from "../lib/settings.ts";

const app = new App();
const { stackName, ...settings } = readSettings((name) => app.node.tryGetContext(name));
new FlowhookStack(app, stackName, settings);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));

// The CDK app: one stack, with settings from flowhook.settings.yaml and from the context (`-c name=value`), and the checks that run
// at every synth.

import { existsSync, readFileSync } from "node:fs";
import { Annotations, App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { FlowhookStack } from "../lib/flowhook-stack.ts";
import { SETTINGS_METADATA } from "../lib/removals.ts";
import { readSettings, SETTINGS_FILE, SETTINGS_FILE_CONTEXT, type SettingsFile } from "../lib/settings.ts";

const app = new App();
const { settings, notKept } = readSettings(settingsFile(), app.node.getAllContext());
const { stackName, ...properties } = settings;
const stack = new FlowhookStack(app, stackName, properties);
stack.addMetadata(SETTINGS_METADATA, { retainData: true, ...properties });
for (const name of notKept) {
  Annotations.of(stack).addWarningV2(
    `flowhook:setting-not-kept:${name}`,
    `The setting ${name} was given as context (-c ${name}=...), so it applies to this deployment only. To keep it, write it into ${SETTINGS_FILE}.`,
  );
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));

/** The default file may be absent; a file that the command line names must exist. */
function settingsFile(): SettingsFile | undefined {
  const named: unknown = app.node.tryGetContext(SETTINGS_FILE_CONTEXT);
  if (named === undefined && !existsSync(SETTINGS_FILE)) return undefined;
  const path = typeof named === "string" ? named : SETTINGS_FILE;
  return { path, text: readFileSync(path, "utf8") };
}

// The synthesized stack, for tests of its template. Functions are not bundled, because a template does not show their code.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { FlowhookStack } from "../../lib/flowhook-stack.ts";
import type { FlowhookStackProps } from "../../lib/stack-props.ts";

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  // A template has as many shapes as AWS has resources; each test states its expectation.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

/** An app whose functions are not bundled. */
export function appWithoutBundles(): App {
  return new App({ analyticsReporting: false, context: { "aws:cdk:bundling-stacks": [], ...FLAGS } });
}

/** As in cdk.json. */
const FLAGS = { "@aws-cdk/aws-iam:minimizePolicies": true, "@aws-cdk/core:checkSecretUsage": true };

/** A valid flow. */
export const GOOD_FLOW = orderFlow("thanks", "https://thanks.example/orders");

/** A directory of flow files that is removed after the tests of the file. Call it outside of tests. */
export function flowDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-flows-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  afterAll(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A directory with one valid flow. */
export const GOOD_FLOWS = flowDirectory({ "thanks.yaml": GOOD_FLOW });

/** The template of a stack with these settings. */
export function templateOf(settings: Partial<FlowhookStackProps> = {}): Template {
  return Template.fromStack(new FlowhookStack(appWithoutBundles(), "Flowhook", { flows: GOOD_FLOWS, ...settings }));
}

/** The resources of a type, by their logical ids. */
export function resources(template: Template, type: string): [id: string, resource: Resource][] {
  // Template gives resources as records of anything; this is the shape that CloudFormation documents.
  return Object.entries(template.findResources(type)) as [string, Resource][];
}

/** The only resource of a type whose logical id has this prefix. */
export function resource(template: Template, type: string, idPrefix: string): Resource {
  const found = resources(template, type).filter(([id]) => id.startsWith(idPrefix));
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} resources of ${type} begin with ${idPrefix}`);
  return first[1];
}

// A user's CDK app: its TypeScript, and the compiler settings that check it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Extends the stack, uses its properties, and makes mistakes that the compiler must find. */
const APP = `
import { App, CfnOutput, Duration, type Stack } from "aws-cdk-lib";
import { FlowhookStack, type FlowhookStackProps, type IngestThrottle } from "flowhook";

const throttle: IngestThrottle = { eventsPerSecond: 10, burst: 20 };

class ShopStack extends FlowhookStack {
  constructor(scope: App, id: string, props: FlowhookStackProps) {
    super(scope, id, { ...props, throttle, terminationProtection: true });
    new CfnOutput(this, "EventsQueue", { value: this.ingest.eventsQueue.queueArn });
    this.deadLetters.events.metricNumberOfMessagesSent({ period: Duration.minutes(1) });
  }
}

export function mistakes(): void {
  // @ts-expect-error flows is missing
  new FlowhookStack(new App(), "WithoutFlows", {});
  // @ts-expect-error allowTargets is misspelt
  new FlowhookStack(new App(), "Misspelt", { flows: "flows", allowTarget: [] });
}

const app = new App({ outdir: "cdk.out" });
const stack: Stack = new ShopStack(app, "Shop", { flows: "node_modules/flowhook/flows" });
app.synth();
console.log(stack.stackName);
`;

/** The options of `cdk init`, but with declarations checked as well. */
const OPTIONS = { strict: true, noEmit: true, target: "es2022", types: ["node"], skipLibCheck: false };

/** The module resolutions that users' compilers use. */
export const MODULE_KINDS = {
  nodenext: { module: "nodenext" },
  bundler: { module: "preserve", moduleResolution: "bundler" },
};

export type ModuleKind = keyof typeof MODULE_KINDS;

/** Writes the app as an ES module and, as `cdk init` does, as a CommonJS module. */
export function writeCdkApp(folder: string): void {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  for (const file of ["app.mts", "app.cts"]) writeFileSync(join(folder, file), APP);
  for (const [kind, options] of Object.entries(MODULE_KINDS)) {
    const settings = { compilerOptions: { ...OPTIONS, ...options }, files: ["app.mts", "app.cts"] };
    writeFileSync(join(folder, `tsconfig.${kind}.json`), JSON.stringify(settings));
  }
}

// A CDK app of a user's, written to a project: its TypeScript, and the settings that it is checked with.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Extends the stack, uses what it exposes, and makes mistakes that the compiler must see. */
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

/** As `cdk init` sets up an app, but for declarations, which are checked too here. */
const OPTIONS = { strict: true, noEmit: true, target: "es2022", types: ["node"], skipLibCheck: false };

/** The ways in which users' compilers find modules. */
export const MODULE_KINDS = {
  nodenext: { module: "nodenext" },
  bundler: { module: "preserve", moduleResolution: "bundler" },
};

/** One of these ways. */
export type ModuleKind = keyof typeof MODULE_KINDS;

/** Writes the app to a project: as an ES module, and as the CommonJS module that `cdk init` makes of it. */
export function writeCdkApp(folder: string): void {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  for (const file of ["app.mts", "app.cts"]) writeFileSync(join(folder, file), APP);
  for (const [kind, options] of Object.entries(MODULE_KINDS)) {
    const settings = { compilerOptions: { ...OPTIONS, ...options }, files: ["app.mts", "app.cts"] };
    writeFileSync(join(folder, `tsconfig.${kind}.json`), JSON.stringify(settings));
  }
}

// Flows as code: the synth checks the flow files and source files, so an invalid one never reaches an account, and the deployment
// writes flows and sources to the flows table. Removing a file disables its flow.

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Annotations, AssetHashType, CustomResource, Duration } from "aws-cdk-lib";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { Construct } from "constructs";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import { writeSnapshot } from "#backends/aws/flows/flow-snapshot.ts";
import { readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { FLOW_FORMAT } from "#core/flow/stored-flow.ts";
import { parseCidr } from "#core/target/cidr.ts";
import type { DataPolicy } from "./data-policy.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { writeFlows } from "./permissions.ts";
import type { State } from "./state.ts";

/** Properties of FlowDeployment. */
export interface FlowDeploymentProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  readonly state: State;
  /** The directory with the flow files. */
  readonly directory: string;
  /**
   * Address ranges that webhooks may also be sent to. The synth does not warn of flows that use them.
   * @default none
   */
  readonly allowTargets?: readonly string[] | undefined;
}

/** The longest that Lambda lets a function run: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const TIMEOUT = Duration.minutes(15);

/**
 * How long CloudFormation waits for a response. Lambda retries a function that was stopped after one minute and after two more,
 * and each retry resumes where the previous call stopped
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). Without this limit CloudFormation
 * would wait an hour for a function that cannot respond.
 */
const SERVICE_TIMEOUT = Duration.minutes(50);

/** Memory of the function in MiB: one CPU, for up to 20,000 flows. docs/scale.md says how much more flows need. */
const MEMORY_SIZE = 1_769;

/** Checks a directory of flows and deploys it. */
export class FlowDeployment extends Construct {
  /** The function that writes the flows. */
  readonly writer: FlowhookFunction;

  constructor(scope: Construct, id: string, props: FlowDeploymentProps) {
    super(scope, id);
    const found = readFlowDirectory(props.directory);
    if (found.length === 0) {
      const message = `There are no flow files in ${props.directory}. The stack accepts events, but they start no flow.`;
      Annotations.of(this).addWarningV2("flowhook:flow-no-files", message);
    }
    const { flows, sources, problems, warnings } = loadFlows(found, [], {
      hostsOf: () => undefined,
      allowed: (props.allowTargets ?? []).map(parseCidr).flatMap((parsed) => (parsed.ok ? [parsed.cidr] : [])),
    });
    this.node.addValidation({ validate: () => problems.map(formatFlowProblem) });
    for (const warning of warnings) {
      const id = `flowhook:${warning.rule}:${warning.flow ?? warning.source}${warning.pointer}`;
      Annotations.of(this).addWarningV2(id, formatFlowWarning(warning));
    }
    const definitions = flows.map((flow) => JSON.stringify(flow));
    const hash = sha256(definitions.join("\n"));
    const file = this.file("File", "flows.zst", writeSnapshot("files", FLOW_FORMAT, definitions), hash);
    const sourcesJson = JSON.stringify(sources);
    const sourcesHash = sha256(sourcesJson);
    const sourcesFile = this.file("SourcesFile", "sources.json", sourcesJson, sourcesHash);
    this.writer = new FlowhookFunction(this, "Writer", {
      name: "flow-deployment",
      description: "Flowhook: writes the flows of a deployment to the flows table.",
      timeout: TIMEOUT,
      memorySize: MEMORY_SIZE,
      data: props.data,
      environment: {
        FLOWS_TABLE: props.state.flows.tableName,
        FLOWS_BUCKET: props.state.flowFiles.bucketName,
      },
    });
    writeFlows(this.writer, props.state);
    const files = [file, sourcesFile].map(({ bucket, s3ObjectKey }) => bucket.arnForObjects(s3ObjectKey));
    this.writer.allow(["s3:GetObject"], ...files);
    new CustomResource(this, "Flows", {
      resourceType: "Custom::FlowhookFlows",
      serviceToken: this.writer.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: {
        FlowsBucket: file.s3BucketName,
        FlowsKey: file.s3ObjectKey,
        SourcesBucket: sourcesFile.s3BucketName,
        SourcesKey: sourcesFile.s3ObjectKey,
        // CloudFormation calls the function when one of these changes: with the flows, or with a release that stores them in
        // another format.
        FlowsHash: hash,
        FlowsFormat: FLOW_FORMAT,
        SourcesHash: sourcesHash,
      },
    });
  }

  /** Content as a separate file, so that neither the template nor the function's code grows with it. */
  private file(id: string, name: string, content: string | Uint8Array, hash: string): Asset {
    const folder = mkdtempSync(join(tmpdir(), "flowhook-flows-"));
    try {
      const path = join(folder, name);
      writeFileSync(path, content);
      // The CDK copies the file into the assembly now. The content identifies it, because another Node may pack it differently.
      return new Asset(this, id, { path, assetHash: hash, assetHashType: AssetHashType.CUSTOM });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

// Flows as code: the files are checked while the stack is synthesized, so a flow that can't work never reaches an
// account, and the deployment writes them to the flows table. A file that is gone disables its flow.

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Annotations, AssetHashType, CustomResource, Duration } from "aws-cdk-lib";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { Construct } from "constructs";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import { writeSnapshot } from "#backends/aws/flows/flow-snapshot.ts";
import { readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { FLOW_FORMAT } from "#core/flow/stored-flow.ts";
import { parseCidr } from "#core/target/cidr.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { writeFlows } from "./permissions.ts";
import type { State } from "./state.ts";

/** Properties of FlowDeployment. */
export interface FlowDeploymentProps {
  /** The directory with the flow files. */
  readonly directory: string;
  readonly state: State;
  /**
   * Ranges of addresses that webhooks may also be sent to, so that no flow is warned of them.
   * @default none
   */
  readonly allowTargets?: readonly string[] | undefined;
  /**
   * How long the function's logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** The longest that Lambda lets a function run: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const TIMEOUT = Duration.minutes(15);

/**
 * How long CloudFormation waits for an answer. Lambda calls a function that was stopped twice more, after a minute and after
 * two, and each call goes on where the one before stopped
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). Without this limit CloudFormation
 * would wait an hour for a function that can't answer.
 */
const SERVICE_TIMEOUT = Duration.minutes(50);

/** Memory of the function in MiB: a whole CPU for up to 20,000 flows. docs/scale.md says what more flows need. */
const MEMORY_SIZE = 1_769;

/** Checks a directory of flows and deploys it. */
export class FlowDeployment extends Construct {
  /** The function that writes the flows. */
  readonly writer: FlowhookFunction;

  constructor(scope: Construct, id: string, props: FlowDeploymentProps) {
    super(scope, id);
    const files = readFlowDirectory(props.directory);
    if (files.length === 0) {
      const message = `There are no flow files in ${props.directory}. The stack accepts events, but they start nothing.`;
      Annotations.of(this).addWarningV2("flowhook:flow-no-files", message);
    }
    const { flows, problems, warnings } = loadFlows(files, [], {
      hostsOf: () => undefined,
      allowed: (props.allowTargets ?? []).map(parseCidr).flatMap((parsed) => (parsed.ok ? [parsed.cidr] : [])),
    });
    this.node.addValidation({ validate: () => problems.map(formatFlowProblem) });
    for (const warning of warnings) {
      const id = `flowhook:${warning.rule}:${warning.flow}${warning.pointer}`;
      Annotations.of(this).addWarningV2(id, formatFlowWarning(warning));
    }
    const definitions = flows.map((flow) => JSON.stringify(flow));
    const hash = createHash("sha256").update(definitions.join("\n")).digest("hex");
    const file = this.flowsFile(definitions, hash);
    this.writer = new FlowhookFunction(this, "Writer", {
      name: "flow-deployment",
      description: "Flowhook: writes the flows of a deployment to the flows table.",
      timeout: TIMEOUT,
      memorySize: MEMORY_SIZE,
      environment: {
        FLOWS_TABLE: props.state.flows.tableName,
        FLOWS_BUCKET: props.state.flowFiles.bucketName,
      },
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
    writeFlows(this.writer, props.state);
    this.writer.allow(["s3:GetObject"], file.bucket.arnForObjects(file.s3ObjectKey));
    new CustomResource(this, "Flows", {
      resourceType: "Custom::FlowhookFlows",
      serviceToken: this.writer.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: {
        FlowsBucket: file.s3BucketName,
        FlowsKey: file.s3ObjectKey,
        // These change when the flows do, or when a release checks them by another format: then CloudFormation calls the
        // function.
        FlowsHash: hash,
        FlowsFormat: FLOW_FORMAT,
      },
    });
  }

  /** The flows as a file of its own, so that neither the template nor the function's code grows with them. */
  private flowsFile(definitions: readonly string[], hash: string): Asset {
    const folder = mkdtempSync(join(tmpdir(), "flowhook-flows-"));
    try {
      const path = join(folder, "flows.zst");
      writeFileSync(path, writeSnapshot("files", FLOW_FORMAT, definitions));
      // Copied into the assembly at once. Known by the flows and not by the bytes, which another Node may pack differently.
      return new Asset(this, "File", { path, assetHash: hash, assetHashType: AssetHashType.CUSTOM });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

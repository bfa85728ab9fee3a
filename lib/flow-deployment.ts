// Flows as code: the files are checked while the stack is synthesized, so a flow that can't work never reaches an
// account, and the deployment writes them to the flows table. A file that is gone disables its flow.

import { createHash } from "node:crypto";
import { Annotations, CustomResource, Duration } from "aws-cdk-lib";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import { readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { parseCidr } from "#core/target/cidr.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
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

/** The file in which the function finds the flows. In its code, not in the template, so that thousands fit. */
const FLOWS_FILE = "flows.json";

const TIMEOUT = Duration.minutes(5);

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
    const content = JSON.stringify(flows);
    this.writer = new FlowhookFunction(this, "Writer", {
      name: "flow-deployment",
      description: "Flowhook: writes the flows of a deployment to the flows table.",
      timeout: TIMEOUT,
      environment: { FLOWS_TABLE: props.state.flows.tableName },
      file: { name: FLOWS_FILE, content },
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
    this.writer.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], props.state.flows.tableArn);
    new CustomResource(this, "Flows", {
      resourceType: "Custom::FlowhookFlows",
      serviceToken: this.writer.functionArn,
      // CloudFormation would wait an hour for a function that can't answer.
      serviceTimeout: TIMEOUT,
      // Changes when the flows do, which makes CloudFormation call the function.
      properties: { FlowsHash: createHash("sha256").update(content).digest("hex") },
    });
  }
}

// The settings that all of Flowhook's Lambda functions share: runtime, architecture, bundle, a log group with a retention, and
// a role that may only write to that log group. Every other permission names its actions and resources one by one.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AssetHashType, DockerImage, type Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  type AssetCode,
  CfnEventSourceMapping,
  CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { FunctionName, FunctionVariables } from "../lambdas/environment.ts";
import { type DataPolicy, logGroupProps } from "./data-policy.ts";
import { allowKeyUse, type DataAction } from "./encryption.ts";
import { functionSource, readyMadeBundle, writeBundle } from "./function-bundle.ts";
import type { FunctionNetwork } from "./network.ts";

/** The version of the package that contains this file, as source or as published. */
const VERSION: string = JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8")).version;

/**
 * The fewest batches at the same time that Lambda accepts (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html),
 * and the default, because a new account may allow ten concurrent executions for all of its functions
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). Without a maximum Lambda starts with five batches
 * for each queue, so four queues would leave nothing for the authorizer and the management API. Such an account cannot reserve
 * concurrency for those two: a reservation that leaves fewer than ten unreserved fails the deployment.
 */
const FEWEST_BATCHES = 2;

/** Properties of FlowhookFunction. */
export interface FlowhookFunctionProps<Name extends FunctionName> {
  /** Its folder in lambdas/. */
  readonly name: Name;
  /** One sentence that the AWS console shows. */
  readonly description: string;
  /** The longest that one invocation may take. */
  readonly timeout: Duration;
  /** How the stack keeps its data, which the logs are a part of. */
  readonly data: DataPolicy;
  /** The variables that the handler reads (lambdas/environment.ts). */
  readonly environment: FunctionVariables<Name>;
  /**
   * Memory in MiB; CPU grows with it.
   * @default 512
   */
  readonly memorySize?: number;
  /**
   * The VPC from which it connects.
   * @default AWS's network
   */
  readonly network?: FunctionNetwork | undefined;
}

/** One of Flowhook's functions. */
export class FlowhookFunction<Name extends FunctionName = FunctionName> extends LambdaFunction {
  /** Its folder in lambdas/. */
  readonly folder: FunctionName;
  readonly #data: DataPolicy;

  constructor(scope: Construct, id: string, props: FlowhookFunctionProps<Name>) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      removalPolicy: RemovalPolicy.DESTROY,
      ...logGroupProps(props.data),
    });
    logGroup.grantWrite(role);
    if (props.network) allowInterfaces(role);
    super(scope, id, {
      code: functionCode(props.name),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      timeout: props.timeout,
      memorySize: props.memorySize ?? 512,
      environment: { FLOWHOOK_VERSION: VERSION, ...props.environment },
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
      ...placement(props.network),
    });
    this.folder = props.name;
    this.#data = props.data;
  }

  /**
   * Allows the function to perform these actions on these resources, and on no others, and to use the data's keys as the
   * actions need it.
   */
  allow(actions: readonly DataAction[], ...resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    allowKeyUse(this, this.#data, actions);
  }

  /** Makes the function read a queue. SQS redelivers only the messages of a batch that failed. */
  readQueue(
    queue: IQueue,
    { batchSize, batches = FEWEST_BATCHES }: { readonly batchSize: number; readonly batches: number | undefined },
  ): void {
    this.addEventSource(
      new SqsEventSource(queue, { batchSize, reportBatchItemFailures: true, maxConcurrency: batches }),
    );
    allowKeyUse(this, this.#data, ["sqs:ReceiveMessage"]);
  }

  /** Sets the memory size, in MiB. */
  useMemory(memorySize: number): void {
    this.lambda().memorySize = memorySize;
  }

  /**
   * Reserves executions for the function, which also become its maximum. Throws when its queues may start more batches,
   * because Lambda would throttle those
   * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html).
   */
  reserveConcurrency(executions: number): void {
    const sources = this.node.findAll().filter((child) => child instanceof CfnEventSourceMapping);
    const batches = sources.reduce((sum, { scalingConfig }) => sum + mostBatches(scalingConfig), 0);
    if (executions < batches) {
      throw new Error(
        `reservedConcurrency of ${this.folder} is ${executions}, but its queues may start ${batches} batches at the same time. Reserve at least ${batches}, or lower concurrency.`,
      );
    }
    this.lambda().reservedConcurrentExecutions = executions;
  }

  private lambda(): CfnFunction {
    const { defaultChild } = this.node;
    if (!(defaultChild instanceof CfnFunction)) throw new Error(`The function ${this.node.path} has no resource`);
    return defaultChild;
  }
}

function mostBatches(scaling: CfnEventSourceMapping["scalingConfig"]): number {
  return scaling !== undefined && "maximumConcurrency" in scaling ? (scaling.maximumConcurrency ?? 0) : 0;
}

/**
 * Allows the calls that Lambda makes with the function's role to connect it to a VPC. These actions take no resource.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
function allowInterfaces(role: Role): void {
  const actions = [
    ...["CreateNetworkInterface", "DeleteNetworkInterface", "DescribeNetworkInterfaces", "DescribeSubnets"],
    ...["AssignPrivateIpAddresses", "UnassignPrivateIpAddresses"],
  ];
  role.addToPolicy(new PolicyStatement({ actions: actions.map((action) => `ec2:${action}`), resources: ["*"] }));
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "Lambda connects a function to a VPC by network interfaces that do not exist when the policy is written.",
  });
}

function placement(network: FunctionNetwork | undefined) {
  if (network === undefined) return {};
  const { vpc, subnets, securityGroups } = network;
  return {
    vpc,
    ...(subnets && { vpcSubnets: { subnets: [...subnets] } }),
    ...(securityGroups && { securityGroups: [...securityGroups] }),
  };
}

function functionCode(name: FunctionName): AssetCode {
  const readyMade = readyMadeBundle(name);
  if (readyMade !== undefined) return Code.fromAsset(readyMade);
  return Code.fromAsset(functionSource(name), {
    // The function imports sources outside this folder, so only a hash of the bundle shows whether it changed.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the CDK and never pulled: this process bundles the code.
      image: DockerImage.fromRegistry("unused"),
      local: {
        tryBundle(folder: string): boolean {
          writeBundle(name, folder);
          return true;
        },
      },
    },
  });
}

// A Lambda function as all of Flowhook's are: the same runtime, architecture and bundle, a log group that ends, and a
// role that starts with nothing but the right to write to it. What a function may do is granted one call at a time, on
// resources named one by one.

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
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { type FunctionName, functionSource, readyMadeBundle, writeBundle } from "./function-bundle.ts";
import type { FunctionNetwork } from "./network.ts";

/** The version of the package that this file lies in, whether as source or as published. */
const VERSION: string = JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8")).version;

/** What sets one function apart from the others. */
export interface FlowhookFunctionProps {
  /** Its folder in lambdas/. */
  readonly name: FunctionName;
  /** What it does, in a sentence that the AWS console shows. */
  readonly description: string;
  /** How long one invocation may take. */
  readonly timeout: Duration;
  /**
   * Memory in MiB; CPU grows with it.
   * @default 512
   */
  readonly memorySize?: number;
  /** @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * How long its logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
  /**
   * The VPC from which it connects.
   * @default none: AWS's network
   */
  readonly network?: FunctionNetwork;
}

/** One of Flowhook's functions. */
export class FlowhookFunction extends LambdaFunction {
  /** Its folder in lambdas/. */
  readonly folder: FunctionName;

  constructor(scope: Construct, id: string, props: FlowhookFunctionProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
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
  }

  /** Gives the function another memory size, in MiB. */
  useMemory(memorySize: number): void {
    this.lambda().memorySize = memorySize;
  }

  /**
   * Reserves executions for the function, which are then also its most. Throws when its queues may start more batches,
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

  /** Allows the function to call these actions on these resources, and on no others. */
  allow(actions: readonly string[], ...resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}

function mostBatches(scaling: CfnEventSourceMapping["scalingConfig"]): number {
  return scaling !== undefined && "maximumConcurrency" in scaling ? (scaling.maximumConcurrency ?? 0) : 0;
}

/**
 * What Lambda does in a VPC on behalf of the function; these actions take no resource.
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
    // The sources are not only in this folder, so what came out tells whether the function has changed.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the code is always bundled by this process.
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

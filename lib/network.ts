// The network from which webhooks leave: a VPC that the stack creates, whose NAT gateway gives them one static address for
// targets that allow-list, or an existing VPC that reaches private targets.

import { Validations } from "aws-cdk-lib";
import {
  CfnEIP,
  GatewayVpcEndpointAwsService,
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
  NatProvider,
  SecurityGroup,
  Subnet,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import { Construct } from "constructs";
import { type DataPolicy, removalPolicy } from "./data-policy.ts";

/** The part of a VPC in which a function runs. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  /**
   * @default the private subnets of the VPC
   */
  readonly subnets?: readonly ISubnet[];
  /**
   * @default a group that allows all outgoing connections and no incoming ones
   */
  readonly securityGroups?: readonly ISecurityGroup[];
}

/** An existing VPC, given by ids so that the synth looks nothing up in the account. */
export interface ExistingNetwork {
  readonly vpcId: string;
  /** Private subnets that reach the targets and, by a NAT gateway or endpoints, DynamoDB, S3, SQS and Secrets Manager. */
  readonly subnetIds: readonly string[];
  /**
   * @default a group that allows all outgoing connections and no incoming ones
   */
  readonly securityGroupIds?: readonly string[];
}

/** The existing VPC, for a function. */
export function existingNetwork(scope: Construct, network: ExistingNetwork): FunctionNetwork {
  const { vpcId, subnetIds, securityGroupIds } = network;
  return {
    // The CDK requires a zone. The function names its subnets, so the zone is not used.
    vpc: Vpc.fromVpcAttributes(scope, "Vpc", { vpcId, availabilityZones: ["unused"] }),
    subnets: subnetIds.map((id) => Subnet.fromSubnetId(scope, `Subnet-${id}`, id)),
    ...(securityGroupIds && {
      securityGroups: securityGroupIds.map((id) => SecurityGroup.fromSecurityGroupId(scope, `Group-${id}`, id)),
    }),
  };
}

/** A VPC with one address for everything that leaves it. */
export class StaticEgress extends Construct {
  readonly network: FunctionNetwork;
  /** The address, as targets see it. */
  readonly address: string;

  constructor(scope: Construct, id: string, { data }: { readonly data: DataPolicy }) {
    super(scope, id);
    const address = new CfnEIP(this, "Address", { domain: "vpc" });
    address.applyRemovalPolicy(removalPolicy(data));
    const vpc = new Vpc(this, "Vpc", {
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      // Gateway endpoints are free of charge; the NAT gateway bills each byte.
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
    });
    Validations.of(vpc).acknowledge({
      id: "AwsSolutions-VPC7",
      reason:
        "Only the dispatcher is in this VPC; the records of deliveries show what it sent, and nothing can connect to it.",
    });
    // The CDK's class and interface disagree about `undefined` in an optional property.
    this.network = { vpc: vpc as IVpc };
    this.address = address.attrPublicIp;
  }
}

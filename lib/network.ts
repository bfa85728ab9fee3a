// The network from which webhooks leave: a VPC of the stack's own, whose NAT gateway gives them one static address that
// targets can allow-list, or a VPC that exists and reaches private targets.

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
import { removalPolicy } from "./pipeline-queue.ts";

/** Where a function's connections start. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  /**
   * @default the private subnets of the VPC
   */
  readonly subnets?: readonly ISubnet[];
  /**
   * @default a group that allows every connection out and none in
   */
  readonly securityGroups?: readonly ISecurityGroup[];
}

/** An existing VPC, by its ids, so that nothing of it is looked up while the stack is synthesized. */
export interface ExistingNetwork {
  readonly vpcId: string;
  /** Private subnets from which the targets and, by a NAT gateway or endpoints, DynamoDB, S3, SQS and Secrets Manager are reached. */
  readonly subnetIds: readonly string[];
  /**
   * @default a group that allows every connection out and none in
   */
  readonly securityGroupIds?: readonly string[];
}

/** The existing VPC as a function takes it. */
export function existingNetwork(scope: Construct, network: ExistingNetwork): FunctionNetwork {
  const { vpcId, subnetIds, securityGroupIds } = network;
  return {
    // The function names its subnets, so the VPC's zones are not used; the CDK wants at least one.
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

  constructor(scope: Construct, id: string, { retainData }: { readonly retainData: boolean }) {
    super(scope, id);
    const address = new CfnEIP(this, "Address", { domain: "vpc" });
    address.applyRemovalPolicy(removalPolicy(retainData));
    const vpc = new Vpc(this, "Vpc", {
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      // Free of charge, while the NAT gateway bills each byte.
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
    });
    Validations.of(vpc).acknowledge({
      id: "AwsSolutions-VPC7",
      reason:
        "Only the dispatcher is in this VPC; the records of deliveries tell what it sent, and nothing can connect to it.",
    });
    // The CDK's class declares an optional property otherwise than its own interface does.
    this.network = { vpc: vpc as IVpc };
    this.address = address.attrPublicIp;
  }
}

// Where API Gateway writes access logs. They hold source addresses, so they go with the stack's data.

import { Aws, Fn } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { removalPolicy } from "./pipeline-queue.ts";

/**
 * API Gateway grants itself access to log groups by a resource policy of limited size, one statement a group; groups under
 * this prefix share one statement.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html
 */
const VENDED_LOGS = "/aws/vendedlogs/";

/** What sets one access log apart from another. */
export interface AccessLogGroupProps {
  /** The API that it is of. */
  readonly api: string;
  /** Whether the log stays when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * How long entries are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** The log group of an API's access log. */
export function accessLogGroup(scope: Construct, id: string, props: AccessLogGroupProps): LogGroup {
  // A name must not meet that of an earlier stack, whose log may have stayed: the stack's id tells stacks of one name apart.
  const stackId = Fn.select(2, Fn.split("/", Aws.STACK_ID));
  return new LogGroup(scope, id, {
    logGroupName: `${VENDED_LOGS}flowhook/${Aws.STACK_NAME}/${stackId}/${props.api}`,
    retention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: removalPolicy(props.retainData),
  });
}

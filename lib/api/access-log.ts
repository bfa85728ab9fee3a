// The access log of an API: one line of JSON for each request, with the sender, the result and the time it took. It holds
// source addresses, so it is kept as data is; it holds no body and no header, because those contain personal data and keys.

import { Aws, Fn } from "aws-cdk-lib";
import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { type DataPolicy, logGroupProps, removalPolicy } from "../data-policy.ts";

/**
 * API Gateway grants itself access to log groups by a resource policy of limited size, one statement for each group. Groups
 * with this prefix share one statement.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html
 */
const VENDED_LOGS = "/aws/vendedlogs/";

/** The log group of an API's access log. */
export function accessLogGroup(scope: Construct, api: string, data: DataPolicy): LogGroup {
  // The stack's id makes the name differ from that of an earlier stack with the same name, whose log may still exist.
  const stackId = Fn.select(2, Fn.split("/", Aws.STACK_ID));
  return new LogGroup(scope, "AccessLog", {
    logGroupName: `${VENDED_LOGS}flowhook/${Aws.STACK_NAME}/${stackId}/${api}`,
    removalPolicy: removalPolicy(data),
    ...logGroupProps(data),
  });
}

/** The format of a line. */
export function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      time: AccessLogField.contextRequestTime(),
      request_id: AccessLogField.contextExtendedRequestId(),
      gateway_request_id: AccessLogField.contextRequestId(),
      method: AccessLogField.contextHttpMethod(),
      path: AccessLogField.contextPath(),
      status: AccessLogField.contextStatus(),
      key_id: AccessLogField.contextAuthorizer("key_id"),
      source_ip: AccessLogField.contextIdentitySourceIp(),
      latency_ms: AccessLogField.contextResponseLatency(),
      queue_status: AccessLogField.contextIntegrationStatus(),
      queue_latency_ms: AccessLogField.contextIntegrationLatency(),
      error: AccessLogField.contextErrorResponseType(),
    }),
  );
}

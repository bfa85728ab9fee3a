// Rules of cdk-nag's AwsSolutions pack that the ingest API leaves aside, each with the reason.

import { Validations } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";

/** Records why these rules do not hold for the API. */
export function acknowledgeApi(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: "AwsSolutions-APIG3",
      reason: "Every request needs a key, the stage is throttled, and no code runs on a body before it is queued.",
    },
    {
      id: "AwsSolutions-APIG6",
      reason: "The access log tells what happened to each request; execution logs would hold bodies: personal data.",
    },
    {
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
      reason:
        "AWS documents this policy for the role by which API Gateway writes logs; its log groups have no fixed names.",
    },
  );
}

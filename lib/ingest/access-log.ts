// One line for each request: enough to tell who sent what, what came of it and how long it took, and to find an event by
// its request id. No body and no header: they hold personal data and keys.

import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";

/** The format of the access log, as JSON. */
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

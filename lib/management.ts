// The management API: what became of deliveries, sending them again, and the runs that wait. One function behind one
// route; who may call it the function itself decides, by the admin token, as where no API Gateway stands before it.

import { Aws, Duration, Validations } from "aws-cdk-lib";
import { CfnStage, HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { accessLogGroup } from "./access-log-group.ts";
import type { Delivery } from "./delivery.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { generatedSecret } from "./generated-secret.ts";
import { manageTargets, manageWaits, readFlows, readProfiles, recordDeliveries, resumeActions } from "./permissions.ts";
import { DELIVERY_INDEXES, type State } from "./state.ts";

/** Properties of Management. */
export interface ManagementProps {
  readonly delivery: Delivery;
  readonly state: State;
  /** The organization's zone, an IANA name. */
  readonly timezone: string;
  /**
   * What templates read as `organization`.
   * @default nothing
   */
  readonly organization?: Readonly<Record<string, string>> | undefined;
  /**
   * Limits of hosts, beside those that flows declare.
   * @default none
   */
  readonly limits?: HostLimits;
  /** Whether admin token and access log stay when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** Less than the 30 seconds after which API Gateway gives up. */
const TIMEOUT = Duration.seconds(29);

/** The management API. */
export class Management extends Construct {
  /** The admin token; its value is the token itself. */
  readonly adminToken: Secret;
  /** The API lies under `<url>/manage/v1`. */
  readonly url: string;
  readonly function: FlowhookFunction;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, props: ManagementProps) {
    super(scope, id);
    this.adminToken = generatedSecret(this, "AdminToken", "Flowhook: the token for /manage.", props.retainData);
    this.function = this.managementFunction(props);
    const api = new HttpApi(this, "Api", { description: "Flowhook: the management API." });
    const routes = api.addRoutes({
      path: "/manage/{path+}",
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration("Function", this.function),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: "AwsSolutions-APIG4",
        reason: "Every route asks for the admin token, which the function compares with the secret.",
      });
    }
    this.#api = api;
    this.addAccessLog(api, props);
    this.url = `https://${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  }

  /** How many requests are answered with a 5xx status in five minutes. */
  serverErrors(): Metric {
    return this.#api.metricServerError({ period: Duration.minutes(5), statistic: "Sum" });
  }

  private managementFunction(props: ManagementProps): FlowhookFunction {
    const { state, delivery, logRetention } = props;
    const management = new FlowhookFunction(this, "Function", {
      name: "management",
      description: "Flowhook: shows deliveries and runs that wait; sends again, approves and cancels.",
      timeout: TIMEOUT,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        DELIVERIES_TABLE: state.deliveries.tableName,
        WAITS_TABLE: state.waits.tableName,
        PROFILES_TABLE: state.profiles.tableName,
        TARGETS_TABLE: state.targets.tableName,
        HOST_LIMITS: JSON.stringify(props.limits ?? {}),
        DISPATCH_QUEUE_URL: delivery.dispatchQueue.queueUrl,
        RETRIES_QUEUE_URL: delivery.retriesQueue.queueUrl,
        ADMIN_TOKEN_SECRET_ARN: this.adminToken.secretArn,
        TIMEZONE: props.timezone,
        ORGANIZATION: JSON.stringify(props.organization ?? {}),
      },
      ...(logRetention && { logRetention }),
    });
    readFlows(management, state);
    readProfiles(management, state);
    // What a person discards is put on record.
    recordDeliveries(management, state);
    manageWaits(management, state);
    resumeActions(management, state);
    manageTargets(management, state);
    const indexes = Object.values(DELIVERY_INDEXES).map((index) => `${state.deliveries.tableArn}/index/${index}`);
    management.allow(["dynamodb:Query"], ...indexes);
    management.allow(["sqs:SendMessage"], delivery.dispatchQueue.queueArn, delivery.retriesQueue.queueArn);
    management.allow(["secretsmanager:GetSecretValue"], this.adminToken.secretArn);
    return management;
  }

  /** Who asked for what, and what came of it. Paths hold the ids of deliveries and nothing personal. */
  private addAccessLog(api: HttpApi, props: ManagementProps): void {
    const logs = accessLogGroup(this, "AccessLog", { api: "management", ...props });
    const stage = api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error("The management API has no default stage");
    stage.accessLogSettings = {
      destinationArn: logs.logGroupArn,
      format: JSON.stringify({
        time: "$context.requestTime",
        request_id: "$context.requestId",
        method: "$context.httpMethod",
        path: "$context.path",
        status: "$context.status",
        source_ip: "$context.identity.sourceIp",
        latency_ms: "$context.responseLatency",
        error: "$context.integrationErrorMessage",
      }),
    };
  }
}

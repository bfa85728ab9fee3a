// The management API: the state of deliveries, sending them again, and the runs that wait. One function serves one route. API
// Gateway forwards no request without the admin token, so anonymous requests run no function. The function checks the token
// again, because the same routes also run without an API Gateway.

import { Aws, Duration, Validations } from "aws-cdk-lib";
import { AuthorizationType, LambdaIntegration } from "aws-cdk-lib/aws-apigateway";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { hostLimitsVariable, organizationVariable, usagePlansVariable } from "../lambdas/settings-variables.ts";
import type { ApiDomain } from "./api/domain.ts";
import type { GatewayTexts } from "./api/gateway-answers.ts";
import { KeyedApi, keyCheck, keyFunction, type RequestThrottle } from "./api/keyed-api.ts";
import type { DataPolicy } from "./data-policy.ts";
import type { Delivery } from "./delivery.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import type { UsagePlans } from "./ingest/usage-plans.ts";
import {
  listDeliveries,
  manageKeys,
  manageTargets,
  manageUsagePlans,
  manageWaitingRuns,
  readFlows,
  readProfiles,
  recordDeliveries,
  resumeActions,
} from "./permissions.ts";
import { generatedSecret } from "./secrets.ts";
import type { State } from "./state.ts";

/** Properties of Management. */
export interface ManagementProps {
  /** How the stack keeps its data, which the admin token and the access log are a part of. */
  readonly data: DataPolicy;
  readonly state: State;
  readonly delivery: Delivery;
  /** The organization's time zone, an IANA name. */
  readonly timezone: string;
  /**
   * Values that templates read as `organization`.
   * @default nothing
   */
  readonly organization?: Readonly<Record<string, string>> | undefined;
  /**
   * Limits of hosts, in addition to the limits that flows declare.
   * @default none
   */
  readonly limits?: HostLimits | undefined;
  /** The usage plans of ingest, to which the management function adds keys. */
  readonly usagePlans: UsagePlans;
  /**
   * The domain by which operators reach the API.
   * @default the URL that API Gateway generates
   */
  readonly domain?: ApiDomain | undefined;
}

/**
 * The default of API Gateway's longest wait for an integration:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const TIMEOUT = Duration.seconds(29);

/** More than people and their scripts send, and few enough that guessing tokens runs few functions. */
const THROTTLE: RequestThrottle = { perSecond: 50, burst: 100 };

/** The admin token as clients write it: a Java regular expression, because API Gateway evaluates it. */
const TOKEN_PATTERN = "(?i)^bearer +[^ ]+$";

const TEXTS: GatewayTexts = {
  noKey: "Send the header Authorization: Bearer <admin token>.",
  wrongKey: "The admin token is wrong.",
  notFound: "The management API is under /manage/v1.",
  tooLarge: "A request may have at most 10 MB.",
  throttled: "Too many requests at once. Send this one again.",
  unavailable: "The request may not have been carried out. Look at its result, then send it again.",
};

/** The management API. */
export class Management extends Construct {
  /** The admin token; its value is the token itself. */
  readonly adminToken: Secret;
  /** The base URL: the API is at `<url>/manage/v1`. */
  readonly url: string;
  /** The name that the DNS record of the domain must point to; undefined without a domain. */
  readonly domainTarget: string | undefined;
  readonly function: FlowhookFunction;
  /** The function that checks the token before the management function runs. */
  readonly authorizer: FlowhookFunction;
  readonly #api: KeyedApi;

  constructor(scope: Construct, id: string, props: ManagementProps) {
    super(scope, id);
    const { data } = props;
    this.adminToken = generatedSecret(this, "AdminToken", "Flowhook: the token for /manage.", data);
    this.function = this.managementFunction(props);
    this.authorizer = keyFunction(this, "Authorizer", {
      key: this.adminToken,
      description: "Flowhook: checks the admin token for the management API.",
      data,
    });
    this.#api = new KeyedApi(this, "Api", {
      name: "management",
      description: "Flowhook: the management API.",
      stageName: "api",
      throttle: THROTTLE,
      texts: TEXTS,
      data,
      domain: props.domain,
    });
    this.addRoute();
    this.url = this.#api.publicUrl;
    this.domainTarget = this.#api.domainTarget;
  }

  /** The metric of answers with a 5xx status, summed over five minutes. */
  serverErrors(): Metric {
    return this.#api.serverErrors();
  }

  private addRoute(): void {
    const path = this.#api.root.addResource("manage").addResource("{path+}");
    const method = path.addMethod("ANY", new LambdaIntegration(this.function, { allowTestInvoke: false }), {
      authorizer: keyCheck(this, this.authorizer, TOKEN_PATTERN),
      authorizationType: AuthorizationType.CUSTOM,
    });
    Validations.of(method).acknowledge({
      id: "AwsSolutions-COG4",
      reason: "Operators have an admin token, which a Lambda authorizer checks; there are no users to sign in.",
    });
    Validations.of(this.#api).acknowledge({
      id: "AwsSolutions-APIG2",
      reason: "The function validates every request by the schemas of its routes, as it does without an API Gateway.",
    });
  }

  private managementFunction(props: ManagementProps): FlowhookFunction {
    const { state, delivery } = props;
    const management = new FlowhookFunction(this, "Function", {
      name: "management",
      description: "Flowhook: shows deliveries and waiting runs; sends again, approves and cancels.",
      timeout: TIMEOUT,
      data: props.data,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
        DELIVERIES_TABLE: state.deliveries.tableName,
        DELAYED_MESSAGES_TABLE: state.delayedMessages.tableName,
        PROFILES_TABLE: state.profiles.tableName,
        TARGETS_TABLE: state.targets.tableName,
        KEYS_TABLE: state.keys.tableName,
        INGEST_API_ID: props.usagePlans.apiId,
        STACK_NAME: Aws.STACK_NAME,
        USAGE_PLANS: usagePlansVariable.write(props.usagePlans.plans),
        HOST_LIMITS: hostLimitsVariable.write(props.limits),
        DISPATCH_QUEUE_URL: delivery.dispatchQueue.queueUrl,
        RETRIES_QUEUE_URL: delivery.retriesQueue.queueUrl,
        ADMIN_TOKEN_SECRET_ARN: this.adminToken.secretArn,
        TIMEZONE: props.timezone,
        ORGANIZATION: organizationVariable.write(props.organization),
      },
    });
    readFlows(management, state);
    readProfiles(management, state);
    // The management function records discarded deliveries.
    recordDeliveries(management, state);
    listDeliveries(management, state);
    manageWaitingRuns(management, state);
    resumeActions(management, state);
    manageTargets(management, state);
    manageKeys(management, state);
    manageUsagePlans(management, props.usagePlans);
    management.allow(["sqs:SendMessage"], delivery.dispatchQueue.queueArn, delivery.retriesQueue.queueArn);
    management.allow(["secretsmanager:GetSecretValue"], this.adminToken.secretArn);
    return management;
  }
}

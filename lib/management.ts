// The management API: what became of deliveries, sending them again, and the runs that wait. One function behind one
// route. API Gateway lets no request through without the admin token, so that anonymous requests run no function; the
// function checks the token once more, as it does where no API Gateway is in front of it.

import { Duration, Validations } from "aws-cdk-lib";
import { AuthorizationType, LambdaIntegration } from "aws-cdk-lib/aws-apigateway";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { HostLimits } from "#core/flow/host-limits.ts";
import type { ApiDomain } from "./api-domain.ts";
import type { Delivery } from "./delivery.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { generatedSecret } from "./generated-secret.ts";
import type { GatewayTexts } from "./ingest/gateway-answers.ts";
import { KeyedApi, keyCheck, keyFunction, type RequestThrottle } from "./keyed-api.ts";
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
   * The domain by which operators reach the API.
   * @default the URL that API Gateway generates
   */
  readonly domain?: ApiDomain | undefined;
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/**
 * The longest that API Gateway waits by default:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const TIMEOUT = Duration.seconds(29);

/** Far more than people and their scripts send, and few enough that guessing tokens runs few functions. */
const THROTTLE: RequestThrottle = { perSecond: 50, burst: 100 };

/** The admin token as clients write it. Java's regular expression: API Gateway evaluates it. */
const LOOKS_LIKE_TOKEN = "(?i)^bearer +[^ ]+$";

const TEXTS: GatewayTexts = {
  noKey: "Send the header Authorization: Bearer <admin token>.",
  wrongKey: "The admin token is not right.",
  notFound: "The management API is under /manage/v1.",
  tooLarge: "A request may have at most 10 MB.",
  throttled: "Too many requests at once. Send it again.",
  unavailable: "The request may not have been carried out. Look at its result, then send it again.",
};

/** The management API. */
export class Management extends Construct {
  /** The admin token; its value is the token itself. */
  readonly adminToken: Secret;
  /** The API lies under `<url>/manage/v1`. */
  readonly url: string;
  /** The name that the DNS record of the domain must point to; undefined without a domain. */
  readonly domainTarget: string | undefined;
  readonly function: FlowhookFunction;
  /** The function that checks the token before the management function runs. */
  readonly authorizer: FlowhookFunction;
  readonly #api: KeyedApi;

  constructor(scope: Construct, id: string, props: ManagementProps) {
    super(scope, id);
    this.adminToken = generatedSecret(this, "AdminToken", "Flowhook: the token for /manage.", props.retainData);
    this.function = this.managementFunction(props);
    const logs = props.logRetention === undefined ? {} : { logRetention: props.logRetention };
    this.authorizer = keyFunction(this, "Authorizer", {
      key: this.adminToken,
      description: "Flowhook: tells the management API whether a token is the admin token.",
      ...logs,
    });
    this.#api = new KeyedApi(this, "Api", {
      name: "management",
      description: "Flowhook: the management API.",
      stageName: "api",
      throttle: THROTTLE,
      texts: TEXTS,
      retainData: props.retainData,
      domain: props.domain,
      ...logs,
    });
    const path = this.#api.root.addResource("manage").addResource("{path+}");
    const method = path.addMethod("ANY", new LambdaIntegration(this.function, { allowTestInvoke: false }), {
      authorizer: keyCheck(this, this.authorizer, LOOKS_LIKE_TOKEN),
      authorizationType: AuthorizationType.CUSTOM,
    });
    Validations.of(method).acknowledge({
      id: "AwsSolutions-COG4",
      reason: "Operators have an admin token, which a Lambda authorizer checks; there are no users to sign in.",
    });
    Validations.of(this.#api).acknowledge({
      id: "AwsSolutions-APIG2",
      reason: "The function checks every request by the schemas of its routes, as where no API Gateway is before it.",
    });
    this.url = this.#api.publicUrl;
    this.domainTarget = this.#api.domainTarget;
  }

  /** How many requests are answered with a 5xx status in five minutes. */
  serverErrors(): Metric {
    return this.#api.serverErrors();
  }

  private managementFunction(props: ManagementProps): FlowhookFunction {
    const { state, delivery, logRetention } = props;
    const management = new FlowhookFunction(this, "Function", {
      name: "management",
      description: "Flowhook: shows deliveries and runs that wait; sends again, approves and cancels.",
      timeout: TIMEOUT,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
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
}

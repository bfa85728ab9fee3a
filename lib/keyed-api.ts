// An API that takes one key: API Gateway answers a request without a key by itself, asks a function about a key once a minute,
// and passes on the requests that have the right one. Ingest and the management API are two of these.

import { Aws, Duration } from "aws-cdk-lib";
import {
  EndpointType,
  IdentitySource,
  LogGroupLogDestination,
  RestApi,
  type StageOptions,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { accessLogGroup } from "./access-log-group.ts";
import { type ApiDomain, attachDomain } from "./api-domain.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { accessLogFormat } from "./ingest/access-log.ts";
import { acknowledgeApi } from "./ingest/acknowledged.ts";
import { addGatewayAnswers, type GatewayTexts } from "./ingest/gateway-answers.ts";

/** How many requests an API takes before it answers 429. */
export interface RequestThrottle {
  /** Requests a second, on average. */
  readonly perSecond: number;
  /** Requests at once. */
  readonly burst: number;
}

/** Properties of a KeyedApi. */
export interface KeyedApiProps {
  /** Tells the stack's APIs apart: in names, log groups and metrics. */
  readonly name: string;
  readonly description: string;
  readonly stageName: string;
  readonly throttle: RequestThrottle;
  readonly texts: GatewayTexts;
  /** Whether the access log stays when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * The domain by which clients reach the API.
   * @default the URL that API Gateway generates
   */
  readonly domain?: ApiDomain | undefined;
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether to set the account's role for API Gateway's logs; see IngestProps.
   * @default false
   */
  readonly createLogRole?: boolean;
}

/** An API that takes one key. */
export class KeyedApi extends RestApi {
  /** Where clients reach the stage. */
  readonly publicUrl: string;
  /** The name that the DNS record of the API's domain must point to; undefined without a domain. */
  readonly domainTarget: string | undefined;

  constructor(scope: Construct, id: string, props: KeyedApiProps) {
    super(scope, id, {
      // CloudWatch tells APIs apart by their names alone: two stacks must not share one.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
      restApiName: `${Aws.STACK_NAME}-${props.name}`,
      description: props.description,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: props.createLogRole ?? false,
      ...(props.domain?.closeDefaultEndpoint && { disableExecuteApiEndpoint: true }),
      deployOptions: stageOptions(scope, props),
    });
    // The stack's outputs are an interface; this one only repeats the URL under a name of its own.
    this.node.tryRemoveChild("Endpoint");
    acknowledgeApi(this);
    addGatewayAnswers(this, props.texts);
    this.domainTarget = props.domain && attachDomain(this, props.domain);
    this.publicUrl = props.domain ? `https://${props.domain.name}` : this.generatedUrl();
  }

  private generatedUrl(): string {
    const host = `${this.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    return `https://${host}/${this.deploymentStage.stageName}`;
  }

  /** How many requests are answered with a 5xx status in five minutes. */
  serverErrors(): Metric {
    return this.metricServerError({ period: Duration.minutes(5), statistic: "Sum" });
  }
}

function stageOptions(scope: Construct, props: KeyedApiProps): StageOptions {
  return {
    stageName: props.stageName,
    throttlingRateLimit: props.throttle.perSecond,
    throttlingBurstLimit: props.throttle.burst,
    accessLogDestination: new LogGroupLogDestination(accessLogGroup(scope, "AccessLog", { api: props.name, ...props })),
    accessLogFormat: accessLogFormat(),
  };
}

/** How long API Gateway remembers the answer about a key, and so goes on to accept a key that was exchanged. */
const KEY_CACHE = Duration.minutes(1);

const AUTHORIZER_TIMEOUT = Duration.seconds(10);

/** Properties of the function that knows the key. */
export interface KeyFunctionProps {
  /** The secret whose value is the key. */
  readonly key: Secret;
  /** What the function does, for the AWS console. */
  readonly description: string;
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** The function that knows the key. */
export function keyFunction(scope: Construct, id: string, props: KeyFunctionProps): FlowhookFunction {
  const handler = new FlowhookFunction(scope, id, {
    name: "authorizer",
    description: props.description,
    timeout: AUTHORIZER_TIMEOUT,
    environment: { KEY_SECRET_ARN: props.key.secretArn },
    ...(props.logRetention && { logRetention: props.logRetention }),
  });
  handler.allow(["secretsmanager:GetSecretValue"], props.key.secretArn);
  return handler;
}

/**
 * The check of an API: its methods name it as their authorizer.
 * @param looksLike what a key looks like in the header Authorization, in Java's syntax. API Gateway refuses others without a call.
 */
export function keyCheck(scope: Construct, handler: FlowhookFunction, looksLike: string): TokenAuthorizer {
  return new TokenAuthorizer(scope, "KeyCheck", {
    handler,
    identitySource: IdentitySource.header("Authorization"),
    validationRegex: looksLike,
    resultsCacheTtl: KEY_CACHE,
  });
}

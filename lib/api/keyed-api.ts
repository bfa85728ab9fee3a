// An API that takes one key. API Gateway itself refuses a request without a key, asks a function about each key once a
// minute, and forwards requests with the right key. Ingest and the management API are two of these.

import { Aws, Duration, Validations } from "aws-cdk-lib";
import {
  ApiKeySourceType,
  EndpointType,
  IdentitySource,
  LogGroupLogDestination,
  RestApi,
  type StageOptions,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type { DataPolicy } from "../data-policy.ts";
import { FlowhookFunction } from "../flowhook-function.ts";
import { accessLogFormat, accessLogGroup } from "./access-log.ts";
import { type ApiDomain, attachDomain } from "./domain.ts";
import { addGatewayAnswers, type GatewayTexts } from "./gateway-answers.ts";

/** How many requests an API accepts before it answers 429. */
export interface RequestThrottle {
  /** Requests a second, on average. */
  readonly perSecond: number;
  /** Requests at once. */
  readonly burst: number;
}

/** Properties of a KeyedApi. */
interface KeyedApiProps {
  /** Distinguishes the APIs of the stack in names, log groups and metrics. */
  readonly name: string;
  readonly description: string;
  readonly stageName: string;
  readonly throttle: RequestThrottle;
  readonly texts: GatewayTexts;
  /** How the stack keeps its data, which the access log is a part of. */
  readonly data: DataPolicy;
  /**
   * The domain by which clients reach the API.
   * @default the URL that API Gateway generates
   */
  readonly domain?: ApiDomain | undefined;
  /**
   * Whether to set the account's role for API Gateway's logs; see IngestProps.
   * @default false
   */
  readonly createLogRole?: boolean;
  /**
   * Whether the authorizer names an API key for each request, so that usage plans apply.
   * @default false
   */
  readonly countsKeys?: boolean;
}

/** An API that takes one key. */
export class KeyedApi extends RestApi {
  /** The URL by which clients reach the stage. */
  readonly publicUrl: string;
  /** The name that the DNS record of the API's domain must point to; undefined without a domain. */
  readonly domainTarget: string | undefined;

  constructor(scope: Construct, id: string, props: KeyedApiProps) {
    super(scope, id, {
      // CloudWatch distinguishes APIs by their names alone, so the name includes the stack's.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
      restApiName: `${Aws.STACK_NAME}-${props.name}`,
      description: props.description,
      endpointTypes: [EndpointType.REGIONAL],
      ...(props.countsKeys && { apiKeySourceType: ApiKeySourceType.AUTHORIZER }),
      cloudWatchRole: props.createLogRole ?? false,
      ...(props.domain?.closeDefaultEndpoint && { disableExecuteApiEndpoint: true }),
      deployOptions: stageOptions(scope, props),
    });
    // The stack's outputs are an interface; this output would repeat the URL under a generated name.
    this.node.tryRemoveChild("Endpoint");
    acknowledgeRules(this);
    addGatewayAnswers(this, props.texts);
    this.domainTarget = props.domain && attachDomain(this, props.domain);
    this.publicUrl = props.domain ? `https://${props.domain.name}` : this.generatedUrl();
  }

  private generatedUrl(): string {
    const host = `${this.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    return `https://${host}/${this.deploymentStage.stageName}`;
  }

  /** The metric of answers with a 5xx status, summed over five minutes. */
  serverErrors(): Metric {
    return this.metricServerError({ period: Duration.minutes(5), statistic: "Sum" });
  }
}

function stageOptions(scope: Construct, props: KeyedApiProps): StageOptions {
  return {
    stageName: props.stageName,
    throttlingRateLimit: props.throttle.perSecond,
    throttlingBurstLimit: props.throttle.burst,
    accessLogDestination: new LogGroupLogDestination(accessLogGroup(scope, props.name, props.data)),
    accessLogFormat: accessLogFormat(),
  };
}

/** Records why some rules of cdk-nag's AwsSolutions pack do not apply. */
function acknowledgeRules(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: "AwsSolutions-APIG3",
      reason: "Every request needs a key or a signature, the stage is throttled, and every body has a bounded size.",
    },
    {
      id: "AwsSolutions-APIG6",
      reason: "The access log shows the result of each request; execution logs would hold bodies: personal data.",
    },
    {
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
      reason:
        "AWS documents this policy for the role by which API Gateway writes logs; its log groups have no fixed names.",
    },
  );
}

/** How long API Gateway caches the answer about a key, and so accepts a key after it was replaced or revoked. */
const KEY_CACHE = Duration.minutes(1);

/** The longest that a check of a key may take. */
export const AUTHORIZER_TIMEOUT = Duration.seconds(10);

/** Properties of the function that knows the key. */
interface KeyFunctionProps {
  /** The secret whose value is the key. */
  readonly key: Secret;
  /** Description of the function, for the AWS console. */
  readonly description: string;
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
}

/** The function that knows the key. */
export function keyFunction(
  scope: Construct,
  id: string,
  { key, description, data }: KeyFunctionProps,
): FlowhookFunction {
  const handler = new FlowhookFunction(scope, id, {
    name: "authorizer",
    description,
    timeout: AUTHORIZER_TIMEOUT,
    environment: { KEY_SECRET_ARN: key.secretArn },
    data,
  });
  handler.allow(["secretsmanager:GetSecretValue"], key.secretArn);
  return handler;
}

/**
 * The check of an API: its methods name it as their authorizer.
 * @param pattern the form of a key in the header Authorization, as a Java regular expression. API Gateway refuses other values
 * without a call.
 */
export function keyCheck(scope: Construct, handler: FlowhookFunction, pattern: string): TokenAuthorizer {
  return new TokenAuthorizer(scope, "KeyCheck", {
    handler,
    identitySource: IdentitySource.header("Authorization"),
    validationRegex: pattern,
    resultsCacheTtl: KEY_CACHE,
  });
}

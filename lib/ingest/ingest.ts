// Where events come in. API Gateway itself checks the key and the body and puts the event onto the queue: no code of
// ours runs between a sender and the queue, so nothing of ours can be down, cold or slow there. Why it is so:
// docs/decisions/api-gateway-to-sqs.md.

import { Aws, Duration, Validations } from "aws-cdk-lib";
import {
  AuthorizationType,
  AwsIntegration,
  CfnModel,
  EndpointType,
  IdentitySource,
  type IModel,
  LogGroupLogDestination,
  Model,
  PassthroughBehavior,
  RestApi,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { accessLogGroup } from "../access-log-group.ts";
import { FlowhookFunction } from "../flowhook-function.ts";
import { generatedSecret } from "../generated-secret.ts";
import { PipelineQueue } from "../pipeline-queue.ts";
import { accessLogFormat } from "./access-log.ts";
import { acknowledgeApi } from "./acknowledged.ts";
import { plainEventModel } from "./event-model.ts";
import { addGatewayAnswers } from "./gateway-answers.ts";
import { QUEUE_ANSWERS, sendMessageForm } from "./queue-request.ts";

/** The events that ingest takes before it answers 429. */
export interface IngestThrottle {
  /** Events a second, on average. */
  readonly eventsPerSecond: number;
  /** Events at once. */
  readonly burst: number;
}

/** Properties of Ingest. */
export interface IngestProps {
  /** Where events go that could not be processed. */
  readonly deadLetters: PipelineQueue;
  /** The timeout of the function that reads the events queue. */
  readonly matcherTimeout: Duration;
  /** Whether queue, key and access log stay when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * @default 1,000 events a second, 2,000 at once
   */
  readonly throttle?: IngestThrottle;
  /**
   * How long the access log is kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether to give API Gateway the role with which it writes logs. One role serves all APIs of an account and region, and
   * this overwrites the one that is there. Without any role, the deployment of the stage fails. The role stays when the
   * stack is deleted, because other APIs may use it by then.
   * @default false
   */
  readonly createLogRole?: boolean;
}

/**
 * What SQS counts beside the body: the attributes of ingest, and those by which a dead letter says why it is one, so
 * that the largest event can be moved back. 6 KiB are ten times the former and hold 1,000 characters of the latter.
 */
const ATTRIBUTES_BYTES = 6 * 1024;

/** How long API Gateway remembers that a key is good: so long a key that was exchanged goes on to be taken. */
const KEY_CACHE = Duration.minutes(1);

const AUTHORIZER_TIMEOUT = Duration.seconds(10);

/** Ingest over HTTPS, and the queue it fills. */
export class Ingest extends Construct {
  /** Where events wait for the matcher. */
  readonly eventsQueue: PipelineQueue;
  /** The ingest key; its value is the key itself. */
  readonly key: Secret;
  /** `POST <url>/events` takes events. */
  readonly url: string;
  /** The function that checks the key. */
  readonly authorizer: FlowhookFunction;
  readonly #api: RestApi;

  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id);
    this.eventsQueue = new PipelineQueue(this, "Events", {
      retainData: props.retainData,
      deadLetters: props.deadLetters,
      workerTimeout: props.matcherTimeout,
      maxMessageSizeBytes: MAX_EVENT_BYTES + ATTRIBUTES_BYTES,
    });
    this.key = generatedSecret(this, "Key", "Flowhook: the key with which events are sent.", props.retainData);
    const api = this.api(props);
    addGatewayAnswers(api);
    this.authorizer = this.authorizerFunction(props);
    this.addEvents(api, this.keyCheck());
    this.#api = api;
    this.url = `https://${api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${api.deploymentStage.stageName}`;
  }

  /** How many requests are answered with a 5xx status in five minutes. */
  serverErrors(): Metric {
    return this.#api.metricServerError({ period: Duration.minutes(5), statistic: "Sum" });
  }

  private api(props: IngestProps): RestApi {
    const { eventsPerSecond, burst } = props.throttle ?? { eventsPerSecond: 1_000, burst: 2_000 };
    const logs = accessLogGroup(this, "AccessLog", { api: "ingest", ...props });
    const api = new RestApi(this, "Api", {
      description: "Flowhook: takes events.",
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: props.createLogRole ?? false,
      deployOptions: {
        stageName: "v1",
        throttlingRateLimit: eventsPerSecond,
        throttlingBurstLimit: burst,
        accessLogDestination: new LogGroupLogDestination(logs),
        accessLogFormat: accessLogFormat(),
      },
    });
    // The stack's outputs are an interface; this one only repeats the URL under a name of its own.
    api.node.tryRemoveChild("Endpoint");
    acknowledgeApi(api);
    return api;
  }

  private authorizerFunction(props: IngestProps): FlowhookFunction {
    const handler = new FlowhookFunction(this, "Authorizer", {
      name: "authorizer",
      description: "Flowhook: tells ingest whether a key is good.",
      timeout: AUTHORIZER_TIMEOUT,
      environment: { INGEST_KEY_SECRET_ARN: this.key.secretArn },
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
    handler.allow(["secretsmanager:GetSecretValue"], this.key.secretArn);
    return handler;
  }

  private keyCheck(): TokenAuthorizer {
    return new TokenAuthorizer(this, "KeyCheck", {
      handler: this.authorizer,
      identitySource: IdentitySource.header("Authorization"),
      // What does not look like a key is refused without a call.
      validationRegex: "(?i)^(?:bearer|klaviyo-api-key) +[^ ]+$",
      resultsCacheTtl: KEY_CACHE,
    });
  }

  private addEvents(api: RestApi, authorizer: TokenAuthorizer): void {
    const model = this.eventModel(api);
    const method = api.root.addResource("events").addMethod("POST", this.toQueue(), {
      authorizer,
      authorizationType: AuthorizationType.CUSTOM,
      requestValidator: api.addRequestValidator("Whole", {
        validateRequestBody: true,
        validateRequestParameters: true,
      }),
      // Without a model for every other content type, a body under one of them would not be looked at.
      requestModels: { "application/json": model, $default: model },
      methodResponses: [
        { statusCode: "202" },
        { statusCode: "413" },
        { statusCode: "503", responseParameters: { "method.response.header.Retry-After": true } },
      ],
    });
    Validations.of(method).acknowledge({
      id: "AwsSolutions-COG4",
      reason: "Senders are servers with a key, which a Lambda authorizer checks; there are no users to sign in.",
    });
  }

  private eventModel(api: RestApi): IModel {
    const schema = plainEventModel();
    const model = new CfnModel(this, "EventModel", {
      restApiId: api.restApiId,
      contentType: "application/json",
      schema,
    });
    // A deployment is a copy of the API at one moment: a new model needs a new one.
    api.latestDeployment?.node.addDependency(model);
    api.latestDeployment?.addToLogicalId({ eventModel: schema });
    return Model.fromModelName(this, "EventModelName", model.ref);
  }

  private toQueue(): AwsIntegration {
    const role = new Role(this, "ApiRole", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") });
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.eventsQueue.queueArn] }));
    return new AwsIntegration({
      service: "sqs",
      path: `${Aws.ACCOUNT_ID}/${this.eventsQueue.queueName}`,
      integrationHttpMethod: "POST",
      options: {
        credentialsRole: role,
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
        requestTemplates: { "application/json": sendMessageForm("plain") },
        integrationResponses: [...QUEUE_ANSWERS],
      },
    });
  }
}

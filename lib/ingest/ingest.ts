// Where events come in. API Gateway itself checks the key and the body and puts the event onto the queue: no code of
// ours runs between a sender and the queue, so nothing of ours can be down, cold or slow there. Why it is so:
// docs/decisions/api-gateway-to-sqs.md.

import { Aws, type Duration, Validations } from "aws-cdk-lib";
import {
  AuthorizationType,
  AwsIntegration,
  CfnModel,
  type IModel,
  Model,
  PassthroughBehavior,
  type RestApi,
  type TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { INGEST_ROUTES, type IngestRoute } from "#api/ingest-routes.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { ApiDomain } from "../api-domain.ts";
import type { FlowhookFunction } from "../flowhook-function.ts";
import { generatedSecret } from "../generated-secret.ts";
import { KeyedApi, keyCheck, keyFunction } from "../keyed-api.ts";
import { PipelineQueue } from "../pipeline-queue.ts";
import { eventModel } from "./event-model.ts";
import type { GatewayTexts } from "./gateway-answers.ts";
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
   * The domain to which events are sent.
   * @default the URL that API Gateway generates
   */
  readonly domain?: ApiDomain | undefined;
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

/** Keys as senders write them. Java's regular expression: API Gateway evaluates it. */
const LOOKS_LIKE_KEY = "(?i)^(?:bearer|klaviyo-api-key) +[^ ]+$";

const TEXTS: GatewayTexts = {
  noKey: "Send the header Authorization: Bearer <ingest key>.",
  wrongKey: "The ingest key is not known here.",
  notFound: `Events go to ${INGEST_ROUTES.map(({ path }) => `POST ${path}`).join(" or ")}.`,
  tooLarge: "An event may have at most 256 KiB.",
  throttled: "Too many events at once. Send it again.",
  unavailable: "The event was not stored. Send it again.",
};

/** Ingest over HTTPS, and the queue it fills. */
export class Ingest extends Construct {
  /** Where events wait for the matcher. */
  readonly eventsQueue: PipelineQueue;
  /** The ingest key; its value is the key itself. */
  readonly key: Secret;
  /** `POST <url>/events` takes events. */
  readonly url: string;
  /** The name that the DNS record of the domain must point to; undefined without a domain. */
  readonly domainTarget: string | undefined;
  /** The function that checks the key. */
  readonly authorizer: FlowhookFunction;
  readonly #api: KeyedApi;

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
    this.authorizer = keyFunction(this, "Authorizer", {
      key: this.key,
      description: "Flowhook: tells ingest whether a key is good.",
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
    this.addRoutes(api, keyCheck(this, this.authorizer, LOOKS_LIKE_KEY));
    this.#api = api;
    this.url = api.publicUrl;
    this.domainTarget = api.domainTarget;
  }

  /** How many requests are answered with a 5xx status in five minutes. */
  serverErrors(): Metric {
    return this.#api.serverErrors();
  }

  private api(props: IngestProps): KeyedApi {
    const { eventsPerSecond, burst } = props.throttle ?? { eventsPerSecond: 1_000, burst: 2_000 };
    return new KeyedApi(this, "Api", {
      name: "ingest",
      description: "Flowhook: takes events.",
      stageName: "v1",
      throttle: { perSecond: eventsPerSecond, burst },
      texts: TEXTS,
      retainData: props.retainData,
      domain: props.domain,
      ...(props.logRetention && { logRetention: props.logRetention }),
      ...(props.createLogRole !== undefined && { createLogRole: props.createLogRole }),
    });
  }

  private addRoutes(api: RestApi, authorizer: TokenAuthorizer): void {
    const requestValidator = api.addRequestValidator("Whole", {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const credentialsRole = this.sendingRole();
    for (const route of INGEST_ROUTES) {
      const model = this.eventModel(api, route);
      const method = api.root.resourceForPath(route.path).addMethod("POST", this.toQueue(route, credentialsRole), {
        authorizer,
        authorizationType: AuthorizationType.CUSTOM,
        requestValidator,
        // Without a model for every other content type, a body under one of them would not be looked at.
        requestModels: { ...forEachType(route, model), $default: model },
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
  }

  private eventModel(api: RestApi, { format }: IngestRoute): IModel {
    const schema = eventModel(format);
    const id = `${MODEL_PREFIXES[format]}EventModel`;
    const model = new CfnModel(this, id, { restApiId: api.restApiId, contentType: "application/json", schema });
    // A deployment is a copy of the API at one moment: a new model needs a new one.
    api.latestDeployment?.node.addDependency(model);
    api.latestDeployment?.addToLogicalId({ eventModel: schema });
    return Model.fromModelName(this, `${id}Name`, model.ref);
  }

  /** API Gateway's right to fill the events queue. */
  private sendingRole(): Role {
    const role = new Role(this, "ApiRole", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") });
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.eventsQueue.queueArn] }));
    return role;
  }

  private toQueue(route: IngestRoute, credentialsRole: Role): AwsIntegration {
    return new AwsIntegration({
      service: "sqs",
      path: `${Aws.ACCOUNT_ID}/${this.eventsQueue.queueName}`,
      integrationHttpMethod: "POST",
      options: {
        credentialsRole,
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
        requestTemplates: forEachType(route, sendMessageForm(route.format)),
        integrationResponses: [...QUEUE_ANSWERS],
      },
    });
  }
}

/** Logical ids of models; that of the plain format is older than the others. */
const MODEL_PREFIXES = { plain: "", klaviyo: "Klaviyo" } as const satisfies Record<IngestRoute["format"], string>;

function forEachType<Value>({ contentTypes }: IngestRoute, value: Value): Record<string, Value> {
  return Object.fromEntries(contentTypes.map((type) => [type, value]));
}

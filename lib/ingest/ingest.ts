// Ingest over HTTPS. API Gateway checks the key and the body and sends the event to the queue. No Flowhook code runs between a
// sender and the queue, where it could be down, cold or slow (docs/decisions/api-gateway-to-sqs.md).

import { Aws, type Duration } from "aws-cdk-lib";
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
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import { type IngestRoute, isPassedOn } from "#core/event/formats/ingest-route.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { KeyRate } from "#core/keys/key-rate.ts";
import { SOURCES_PATH } from "#core/sources/source.ts";
import type { ApiDomain } from "../api/domain.ts";
import type { GatewayTexts } from "../api/gateway-answers.ts";
import { KeyedApi, keyCheck, type RequestThrottle } from "../api/keyed-api.ts";
import type { DataPolicy } from "../data-policy.ts";
import { allowKeyUse } from "../encryption.ts";
import type { FlowhookFunction } from "../flowhook-function.ts";
import { PipelineQueue } from "../pipeline-queue.ts";
import { generatedSecret } from "../secrets.ts";
import type { State } from "../state.ts";
import { eventModel } from "./event-model.ts";
import { acknowledgeKeys, addFunctionRoutes, INGEST_STAGE, ingestFunction } from "./ingest-function.ts";
import { QUEUE_ANSWERS, sendMessageForm } from "./queue-request.ts";
import { senderAuthorizer } from "./sender-authorizer.ts";
import { UsagePlans } from "./usage-plans.ts";

/** The events that ingest accepts before it answers 429. */
export interface IngestThrottle {
  /** Events a second, on average. */
  readonly eventsPerSecond: number;
  /** Events at once. */
  readonly burst: number;
}

/** Properties of Ingest. */
export interface IngestProps {
  /** How the stack keeps its data, which the queue, the key and the access log are a part of. */
  readonly data: DataPolicy;
  /** Holds the keys of senders. */
  readonly state: State;
  /** Receives events that could not be processed. */
  readonly deadLetters: PipelineQueue;
  /** The secrets that sources name. */
  readonly targetSecrets: Secret;
  /** The timeout of the function that reads the events queue. */
  readonly matcherTimeout: Duration;
  /**
   * @default 1,000 events a second, 2,000 at once
   */
  readonly throttle?: IngestThrottle | undefined;
  /**
   * The rate of each key that names no rate.
   * @default that of `throttle`, so that one key may use all of it
   */
  readonly defaultKeyRate?: KeyRate | undefined;
  /**
   * Other rates that keys can have.
   * @default none
   */
  readonly keyRates?: readonly KeyRate[] | undefined;
  /**
   * The domain to which events are sent.
   * @default the URL that API Gateway generates
   */
  readonly domain?: ApiDomain | undefined;
  /**
   * Whether to set the role with which API Gateway writes logs. All APIs of an account and region share one role, and this
   * replaces an existing one. Without any role, the deployment of the stage fails. The role stays when the stack is deleted,
   * because other APIs may use it by then.
   * @default false
   */
  readonly createLogRole?: boolean;
}

/**
 * Space for the attributes that SQS counts in addition to the body: those of ingest, and those by which a dead letter gives its
 * reason, so that the largest event can be moved back. 6 KiB are ten times the former and hold 1,000 characters of the latter. The
 * headers of a request add up to 10,240 bytes (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html), which
 * JSON escapes at most double. The scope of a key has at most 20 prefixes of 64 characters.
 */
const ATTRIBUTES_BYTES = (6 + 20 + 4) * 1024;

/** Keys as senders write them: a Java regular expression, because API Gateway evaluates it. */
const KEY_PATTERN = "(?i)^(?:bearer|klaviyo-api-key|basic) +[^ ]+$";

const TEXTS: GatewayTexts = {
  noKey: "Send the header Authorization: Bearer <ingest key>.",
  wrongKey: "The ingest key is wrong.",
  notFound: `Events go to ${INGEST_ROUTES.map(({ path }) => `POST ${path}`).join(" or ")}, and requests to a source to POST ${SOURCES_PATH}<name>.`,
  tooLarge: "An event may have at most 256 KiB.",
  throttled: "Too many events at once. Send this one again.",
  unavailable: "The event was not stored. Send it again.",
};

/** Ingest over HTTPS, and the queue that it fills. */
export class Ingest extends Construct {
  /** Events for the matcher. */
  readonly eventsQueue: PipelineQueue;
  /** The ingest key; its value is the key itself. */
  readonly key: Secret;
  /** The base URL: `POST <url>/events` accepts events. */
  readonly url: string;
  /** The name that the DNS record of the domain must point to; undefined without a domain. */
  readonly domainTarget: string | undefined;
  /** The function that takes requests with many events, and requests to sources. */
  readonly function: FlowhookFunction;
  /** The function that checks the key. */
  readonly authorizer: FlowhookFunction;
  /** The rates of keys. */
  readonly usagePlans: UsagePlans;
  readonly #api: KeyedApi;

  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id);
    this.eventsQueue = new PipelineQueue(this, "Events", {
      data: props.data,
      deadLetters: props.deadLetters,
      workerTimeout: props.matcherTimeout,
      maxMessageSizeBytes: MAX_EVENT_BYTES + ATTRIBUTES_BYTES,
    });
    this.key = generatedSecret(this, "Key", "Flowhook: the key with which events are sent.", props.data);
    const api = this.api(props);
    this.authorizer = senderAuthorizer(this, { key: this.key, state: props.state, data: props.data });
    const authorizer = keyCheck(this, this.authorizer, KEY_PATTERN);
    this.addQueueRoutes(api, props.data, authorizer);
    this.function = ingestFunction(this, { ...props, eventsQueue: this.eventsQueue, key: this.key });
    addFunctionRoutes(api, this.function, authorizer);
    this.usagePlans = new UsagePlans(this, "KeyRates", {
      api,
      defaultRate: props.defaultKeyRate ?? { requests_per_second: rateOf(props).perSecond, burst: rateOf(props).burst },
      rates: props.keyRates ?? [],
    });
    this.#api = api;
    this.url = api.publicUrl;
    this.domainTarget = api.domainTarget;
  }

  /** The metric of answers with a 5xx status, summed over five minutes. */
  serverErrors(): Metric {
    return this.#api.serverErrors();
  }

  private api(props: IngestProps): KeyedApi {
    return new KeyedApi(this, "Api", {
      name: "ingest",
      description: "Flowhook: accepts events.",
      stageName: INGEST_STAGE,
      throttle: rateOf(props),
      countsKeys: true,
      texts: TEXTS,
      data: props.data,
      domain: props.domain,
      ...(props.createLogRole !== undefined && { createLogRole: props.createLogRole }),
    });
  }

  private addQueueRoutes(api: RestApi, data: DataPolicy, authorizer: TokenAuthorizer): void {
    const requestValidator = api.addRequestValidator("Whole", {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const credentialsRole = this.sendingRole(data);
    for (const route of INGEST_ROUTES.filter(({ onAws }) => onAws === "queue")) {
      const method = api.root.resourceForPath(route.path).addMethod("POST", this.toQueue(route, credentialsRole), {
        authorizer,
        authorizationType: AuthorizationType.CUSTOM,
        apiKeyRequired: true,
        requestValidator,
        requestModels: this.requestModels(api, route),
        methodResponses: [
          { statusCode: "202" },
          { statusCode: "413" },
          { statusCode: "503", responseParameters: { "method.response.header.Retry-After": true } },
        ],
      });
      acknowledgeKeys(method);
    }
  }

  private requestModels(api: RestApi, route: IngestRoute): Record<string, IModel> {
    const models = forEachType(route, (format) => this.eventModel(api, format));
    const [first] = Object.values(models);
    // Without a model for all other content types, API Gateway would not validate their bodies.
    return first === undefined ? models : { ...models, $default: first };
  }

  private eventModel(api: RestApi, format: EventFormatName): IModel {
    const schema = eventModel(format);
    const id = format === "plain" ? "EventModel" : `EventModel-${format}`;
    const model = new CfnModel(this, id, { restApiId: api.restApiId, contentType: "application/json", schema });
    // A deployment is a copy of the API at one point in time, so a new model needs a new deployment.
    api.latestDeployment?.node.addDependency(model);
    api.latestDeployment?.addToLogicalId({ eventModel: schema });
    return Model.fromModelName(this, `${id}Name`, model.ref);
  }

  /** The role with which API Gateway sends to the events queue. */
  private sendingRole(data: DataPolicy): Role {
    const role = new Role(this, "ApiRole", { assumedBy: new ServicePrincipal("apigateway.amazonaws.com") });
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.eventsQueue.queueArn] }));
    allowKeyUse(role, data, ["sqs:SendMessage"]);
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
        requestTemplates: forEachType(route, sendMessageForm),
        integrationResponses: [...QUEUE_ANSWERS],
      },
    });
  }
}

function rateOf({ throttle }: IngestProps): RequestThrottle {
  const { eventsPerSecond, burst } = throttle ?? { eventsPerSecond: 1_000, burst: 2_000 };
  return { perSecond: eventsPerSecond, burst };
}

/** A value for each media type that API Gateway passes on, made once for each format. */
function forEachType<Value>({ bodies }: IngestRoute, make: (format: EventFormatName) => Value): Record<string, Value> {
  const pairs = bodies.filter(isPassedOn).flatMap(({ contentTypes, format }) => {
    const value = make(format);
    return contentTypes.map((type) => [type, value] as const);
  });
  return Object.fromEntries(pairs);
}

// The function that takes requests with many events and requests to sources, and the paths that API Gateway forwards to it.

import { Duration, Validations } from "aws-cdk-lib";
import {
  AuthorizationType,
  LambdaIntegration,
  type Method,
  type RestApi,
  type TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import type { IngestRoute } from "#core/event/formats/ingest-route.ts";
import { SOURCES_PATH } from "#core/sources/source.ts";
import type { DataPolicy } from "../data-policy.ts";
import { FlowhookFunction } from "../flowhook-function.ts";
import { checkKeys, readSources } from "../permissions.ts";
import type { PipelineQueue } from "../pipeline-queue.ts";
import type { State } from "../state.ts";

/**
 * The default of API Gateway's longest wait for an integration:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const FUNCTION_TIMEOUT = Duration.seconds(29);

/** The name of the stage, with which the paths of the generated URL begin. */
export const INGEST_STAGE = "v1";

/** The stores that the function uses. */
interface IngestFunctionProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  readonly state: State;
  /** Receives the valid events. */
  readonly eventsQueue: PipelineQueue;
  /** Receives the others. */
  readonly deadLetters: PipelineQueue;
  /** The secrets that sources name. */
  readonly targetSecrets: Secret;
  /** The ingest key. */
  readonly key: Secret;
}

/** The ingest function. */
export function ingestFunction(scope: Construct, props: IngestFunctionProps): FlowhookFunction {
  const { data, state, eventsQueue, deadLetters, targetSecrets, key } = props;
  const taker = new FlowhookFunction(scope, "Function", {
    name: "ingest",
    description: "Flowhook: takes requests with many events, and requests to sources.",
    timeout: FUNCTION_TIMEOUT,
    data,
    environment: {
      EVENTS_QUEUE_URL: eventsQueue.queueUrl,
      EVENTS_DEAD_LETTERS_URL: deadLetters.queueUrl,
      FLOWS_TABLE: state.flows.tableName,
      TARGET_SECRETS_ARN: targetSecrets.secretArn,
      KEY_SECRET_ARN: key.secretArn,
      KEYS_TABLE: state.keys.tableName,
    },
  });
  readSources(taker, state);
  checkKeys(taker, state);
  taker.allow(["secretsmanager:GetSecretValue"], targetSecrets.secretArn, key.secretArn);
  taker.allow(["sqs:SendMessage"], eventsQueue.queueArn, deadLetters.queueArn);
  return taker;
}

/** Forwards the paths of many events, whose key the authorizer checks, and of sources, which the function checks. */
export function addFunctionRoutes(api: RestApi, taker: FlowhookFunction, authorizer: TokenAuthorizer): void {
  const integration = new LambdaIntegration(taker, { allowTestInvoke: false });
  for (const path of INGEST_ROUTES.filter(({ onAws }) => onAws === "function").flatMap(withoutStage)) {
    const resource = api.root.resourceForPath(path);
    acknowledgeKeys(
      resource.addMethod("POST", integration, {
        authorizer,
        authorizationType: AuthorizationType.CUSTOM,
        apiKeyRequired: true,
      }),
    );
  }
  const sources = api.root.resourceForPath(`${SOURCES_PATH}{name}`);
  const method = sources.addMethod("POST", integration, { authorizationType: AuthorizationType.NONE });
  for (const id of ["AwsSolutions-APIG4", "AwsSolutions-COG4"]) {
    const reason = "The function checks the signature of a request or, for a source without signatures, its key.";
    Validations.of(method).acknowledge({ id, reason });
  }
}

/**
 * The path of a route and, if it begins with the name of the stage, also the rest of it. A client that replaces the path of its base
 * URL, as Segment's does, sends to the root of the generated host, where API Gateway takes the first part of a path as the stage.
 */
function withoutStage({ path }: IngestRoute): string[] {
  const stage = `/${INGEST_STAGE}`;
  return path.startsWith(`${stage}/`) ? [path, path.slice(stage.length)] : [path];
}

/** Records why a rule of cdk-nag does not apply to a method with a key. */
export function acknowledgeKeys(method: Method): void {
  Validations.of(method).acknowledge({
    id: "AwsSolutions-COG4",
    reason: "Senders are servers with a key, which a Lambda authorizer checks; there are no users to sign in.",
  });
}

// The clients of AWS services, with time limits. A worker that holds a claim must make its attempt and record it before the
// claim's lease ends (30 s), and the lease is at most as long as the dispatcher may run:
//
//   15 s   the webhook itself, at most
//    2.5 s each call to DynamoDB, at most: two tries of a second, and half a second between them; at most four of them
//          follow a claim (the flows' version, the record so far, its further items, the outcome)
//   -----
//   25 s   leaves room for a secret to be read again, and for the message that follows

import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";

/** The tries of a call. */
const MAX_ATTEMPTS = 2;

/** The time limit of one try, in milliseconds. A message to SQS may have a megabyte. */
const DYNAMODB_TIMEOUT_MS = 1_000;
const SQS_TIMEOUT_MS = 2_000;
const SECRETS_TIMEOUT_MS = 2_000;
const API_GATEWAY_TIMEOUT_MS = 5_000;

/** The file with all flows has some megabytes. A function reads it when it starts. */
const S3_TIMEOUT_MS = 5_000;

/**
 * The tries of a call of a deployment, with growing pauses: a new table accepts 4,000 write units a second, and twice its
 * earlier peak within half an hour
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html).
 */
const DEPLOYMENT_ATTEMPTS = 12;
const DEPLOYMENT_TIMEOUT_MS = 5_000;

/**
 * A logger without `info` and `error`. For these two the SDK copies every request and response, with sensitive fields removed,
 * even for its default logger, which discards them. The copies took a third of the CPU time of a query with 250 rows.
 */
export const NO_LOGGER: NonNullable<DynamoDBClientConfig["logger"]> = {
  debug: () => undefined,
  warn: () => undefined,
  // The type requires all methods, but the SDK's logger middleware calls these two only if they exist.
} as NonNullable<DynamoDBClientConfig["logger"]>;

/** Returns a client for tables. Region, credentials and endpoints of all clients come from the environment. */
export function dynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient(within(DYNAMODB_TIMEOUT_MS));
}

/** Returns a client for a deployment, which writes as fast as the table accepts. */
export function deployingDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ ...within(DEPLOYMENT_TIMEOUT_MS), maxAttempts: DEPLOYMENT_ATTEMPTS });
}

/** Returns a client for files. */
export function s3Client(): S3Client {
  return new S3Client(within(S3_TIMEOUT_MS));
}

/** Returns a client for queues. */
export function sqsClient(): SQSClient {
  return new SQSClient(within(SQS_TIMEOUT_MS));
}

/** Returns a client that configures API Gateway. */
export function apiGatewayClient(): APIGatewayClient {
  return new APIGatewayClient(within(API_GATEWAY_TIMEOUT_MS));
}

/** Returns a client for secrets. */
export function secretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient(within(SECRETS_TIMEOUT_MS));
}

/** Returns a client's configuration in which each try ends within a time. */
export function within(timeoutMs: number) {
  return {
    maxAttempts: MAX_ATTEMPTS,
    logger: NO_LOGGER,

    requestHandler: {
      requestTimeout: timeoutMs,
      // Without this the SDK only warns.
      throwOnRequestTimeout: true,
      // For a response that stops in the middle: requestTimeout ends with the head of the response.
      socketTimeout: timeoutMs,
    },
  };
}

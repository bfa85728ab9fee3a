// A custom resource of CloudFormation, without a framework: the handler processes the event and PUTs the response to the event's
// URL. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html

import type { CloudFormationCustomResourceEvent } from "aws-lambda";

/** A request of the stack: to create, change or delete the resource, and the resource's properties in the template. */
export type ResourceRequest = Pick<CloudFormationCustomResourceEvent, "RequestType" | "ResourceProperties">;

/** PUTs a response, as `fetch` does. */
type Put = (url: string, init: { method: "PUT"; body: Uint8Array<ArrayBuffer> }) => Promise<{ readonly ok: boolean }>;

/** CloudFormation accepts a response of at most 4 KiB. */
const LONGEST_REASON = 1_000;

/**
 * A handler that processes each request and reports the result to CloudFormation. A rejection fails the deployment with its
 * message. The handler rejects when the response cannot be sent, so that Lambda retries the request.
 */
export function customResource(
  physicalId: string,
  work: (request: ResourceRequest) => Promise<void>,
  put: Put,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return async (event) => {
    const failure = await failureOf(work(event));
    const answer = {
      Status: failure === undefined ? "SUCCESS" : "FAILED",
      Reason: failure?.slice(0, LONGEST_REASON) ?? "",
      PhysicalResourceId: physicalId,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    };
    // Bytes, because `fetch` gives a text a content type, which the URL's signature does not allow.
    const sent = await put(event.ResponseURL, {
      method: "PUT",
      body: new TextEncoder().encode(JSON.stringify(answer)),
    });
    if (!sent.ok) throw new Error("CloudFormation did not accept the response");
  };
}

async function failureOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

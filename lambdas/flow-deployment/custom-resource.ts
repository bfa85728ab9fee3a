// A custom resource of CloudFormation without a framework around it: the event is worked, and the answer is PUT to the
// URL that came with it. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html

import type { CloudFormationCustomResourceEvent } from "aws-lambda";

/** A request of the stack: to create, change or delete the resource, and the resource's properties in the template. */
export type ResourceRequest = Pick<CloudFormationCustomResourceEvent, "RequestType" | "ResourceProperties">;

/** PUTs an answer. As `fetch`. */
export type Put = (
  url: string,
  init: { method: "PUT"; body: Uint8Array<ArrayBuffer> },
) => Promise<{ readonly ok: boolean }>;

/** CloudFormation takes at most 4 KiB of answer. */
const LONGEST_REASON = 1_000;

/**
 * A handler that works each request and tells CloudFormation how it went: a rejection fails the deployment with its
 * message. Rejects when the answer can't be sent, so that Lambda tries the whole again.
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
    // As bytes: a text would get a content type, which the URL's signature does not allow.
    const sent = await put(event.ResponseURL, {
      method: "PUT",
      body: new TextEncoder().encode(JSON.stringify(answer)),
    });
    if (!sent.ok) throw new Error("CloudFormation did not take the answer");
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

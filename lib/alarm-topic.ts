// The topic that alarms publish to: the user's, or one that the stack creates for an email address.

import { Aws } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { DataPolicy } from "./data-policy.ts";
import { allowAlarms } from "./encryption.ts";

/** The receivers of alarms, as the stack's users give them: at most one. */
export interface AlarmReceivers {
  readonly alarmEmail?: string;
  readonly alarmTopic?: ITopic;
  readonly alarmTopicArn?: string;
}

/** The topic of the receivers; undefined without any. */
export function alarmTopicOf(scope: Construct, receivers: AlarmReceivers, data: DataPolicy): ITopic | undefined {
  const { alarmEmail, alarmTopic, alarmTopicArn } = receivers;
  if ([alarmEmail, alarmTopic, alarmTopicArn].filter((given) => given !== undefined).length > 1) {
    throw new Error(
      "Give one of alarmEmail, alarmTopic and alarmTopicArn; subscribe further addresses to your own topic.",
    );
  }
  if (alarmTopicArn !== undefined) return Topic.fromTopicArn(scope, "AlarmTopic", alarmTopicArn);
  return alarmEmail === undefined ? alarmTopic : emailTopic(scope, alarmEmail, data);
}

function emailTopic(scope: Construct, address: string, { encryptionKey }: DataPolicy): Topic {
  const topic = new Topic(scope, "Alarms", {
    enforceSSL: true,
    ...(encryptionKey && { masterKey: encryptionKey }),
  });
  topic.addSubscription(new EmailSubscription(address));
  // A topic without a policy lets its owner publish. This one has a policy, because it refuses requests without TLS, and a policy
  // replaces that default. https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ["sns:Publish"],
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: { "aws:SourceArn": `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:*` },
      },
    }),
  );
  if (encryptionKey) allowAlarms(encryptionKey);
  return topic;
}

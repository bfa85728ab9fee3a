// The whole of Flowhook in one stack: ingest, matching, runs, delivery, timer, state, dead letters, and the flows
// themselves. This file only says how they hang together; what each of them is stands in its own.

import { Aws, CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import { Alarms } from "./alarms.ts";
import type { ApiDomain } from "./api-domain.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Delivery } from "./delivery.ts";
import { FlowDeployment } from "./flow-deployment.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import type { FunctionName } from "./function-bundle.ts";
import { Ingest, type IngestThrottle } from "./ingest/ingest.ts";
import { LetterCleaner } from "./letter-cleaner.ts";
import { Management } from "./management.ts";
import { MATCHER_TIMEOUT, Matching } from "./matching.ts";
import { type ExistingNetwork, existingNetwork, type FunctionNetwork, StaticEgress } from "./network.ts";
import { Runs } from "./runs.ts";
import { State } from "./state.ts";
import { Timer } from "./timer.ts";

/**
 * How many batches functions process at the same time: five messages a batch of first attempts, ten a batch of the others.
 * Each batch is one concurrent execution of the account.
 */
export interface Concurrency {
  /**
   * Batches of first attempts.
   * @default 2
   */
  readonly dispatches?: number;
  /**
   * Batches of retries, and of deliveries that waited for their target.
   * @default 2
   */
  readonly retries?: number;
  /**
   * Batches of events.
   * @default 2
   */
  readonly events?: number;
  /**
   * Batches of runs that wake.
   * @default 2
   */
  readonly runs?: number;
}

/** Properties of FlowhookStack. */
export interface FlowhookStackProps extends StackProps {
  /** The directory with the flow files, as seen from the working directory. */
  readonly flows: string;
  /**
   * Ranges of addresses, as CIDR, to which webhooks may be sent though they are not public, and without TLS.
   * @default none
   */
  readonly allowTargets?: readonly string[];
  /**
   * Limits of hosts, beside those that flows declare: `{ "api.crm.example": { requests_per_second: 5, concurrency: 2 } }`.
   * @default none
   */
  readonly limits?: HostLimits;
  /**
   * How many batches functions process at the same time. docs/scale.md says how to choose.
   * @default 2 of each: with them the stack fits an account that allows ten concurrent executions
   */
  readonly concurrency?: Concurrency;
  /**
   * Memory of functions in MiB, by their folders in lambdas/: `{ matcher: 1769, "flow-runner": 1769 }`. CPU grows with it.
   * docs/scale.md says how much the number of flows needs.
   * @default 512; 1,769 for the function that deploys flows
   */
  readonly memory?: Readonly<Partial<Record<FunctionName, number>>>;
  /**
   * Executions that Lambda reserves for functions, by their folders in lambdas/: `{ management: 5 }`. A function with a
   * reservation never takes more, and no other function takes these. An account must keep 100 unreserved.
   * @default none
   */
  readonly reservedConcurrency?: Readonly<Partial<Record<FunctionName, number>>>;
  /**
   * Whether tables, queues and secrets stay when the stack is deleted.
   * @default true
   */
  readonly retainData?: boolean;
  /**
   * The address to write to when an alarm goes off. AWS asks it to confirm first.
   * @default none; the alarms show in the AWS console
   */
  readonly alarmEmail?: string;
  /**
   * The topic that is notified when an alarm goes off, instead of `alarmEmail`. Its policy must let CloudWatch publish.
   * @default none
   */
  readonly alarmTopic?: ITopic;
  /** The ARN of `alarmTopic`, where that is known as text alone. */
  readonly alarmTopicArn?: string;
  /**
   * The network that webhooks leave from. `{ staticAddress: true }` creates a VPC with a NAT gateway, whose address is the
   * output EgressAddress; the ids of an existing VPC reach its private targets (see also allowTargets).
   * @default AWS's network, with addresses that change
   */
  readonly network?: { readonly staticAddress: true } | ExistingNetwork;
  /**
   * The domain to which events are sent: `POST https://<name>/events`.
   * @default the URL that API Gateway generates
   */
  readonly ingestDomain?: ApiDomain;
  /**
   * The domain of the management API: `https://<name>/manage/v1`. It must be another name than that of `ingestDomain`.
   * @default the URL that API Gateway generates
   */
  readonly managementDomain?: ApiDomain;
  /**
   * The organization's zone, an IANA name such as "Europe/Vienna": that of times in flows where a profile has none.
   * @default UTC
   */
  readonly timezone?: string;
  /**
   * What templates read as `organization`: `{ name: "Acme Ltd", url: "https://acme.example" }`.
   * @default nothing
   */
  readonly organization?: Readonly<Record<string, string>>;
  /**
   * How many events ingest takes before it answers 429.
   * @default 1,000 a second, 2,000 at once
   */
  readonly throttle?: IngestThrottle;
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether to give API Gateway the role with which it writes logs in this account and region; see IngestProps.
   * @default false
   */
  readonly createLogRole?: boolean;
}

/** The oldest that a message may become where it is worked at once: more than a peak of load takes to be worked. */
const WORKED_AT_ONCE = Duration.minutes(15);

/** The oldest where messages are held back for up to 15 minutes before they are due. */
const HELD_BACK = Duration.minutes(30);

/** Flowhook on AWS. */
export class FlowhookStack extends Stack {
  readonly deadLetters: DeadLetters;
  readonly state: State;
  readonly ingest: Ingest;
  readonly delivery: Delivery;
  readonly runs: Runs;
  readonly matching: Matching;
  readonly timer: Timer;
  readonly letterCleaner: LetterCleaner;
  readonly management: Management;
  readonly flowDeployment: FlowDeployment;

  constructor(scope: Construct, id: string, props: FlowhookStackProps) {
    super(scope, id, { description: "Flowhook: turns events into webhooks.", ...props });
    const retainData = props.retainData ?? true;
    const timezone = zoneOrThrow(props.timezone ?? "UTC");
    refuseSharedDomain(props);
    const logs = props.logRetention === undefined ? {} : { logRetention: props.logRetention };
    const alarms = alarmTopicOf(this, props);
    const state = new State(this, "State", { retainData });
    const deadLetters = new DeadLetters(this, "DeadLetters", { retainData });
    this.state = state;
    this.deadLetters = deadLetters;
    this.ingest = new Ingest(this, "Ingest", {
      deadLetters: deadLetters.events,
      matcherTimeout: MATCHER_TIMEOUT,
      retainData,
      domain: props.ingestDomain,
      ...logs,
      ...(props.throttle && { throttle: props.throttle }),
      ...(props.createLogRole !== undefined && { createLogRole: props.createLogRole }),
    });
    this.delivery = new Delivery(this, "Delivery", {
      failedDeliveries: deadLetters.failedDeliveries,
      state,
      timezone,
      organization: props.organization,
      retainData,
      ...logs,
      ...this.networkOf(props),
      ...(props.allowTargets && { allowTargets: props.allowTargets }),
      ...(props.limits && { limits: props.limits }),
      maxConcurrentDispatches: props.concurrency?.dispatches,
      maxConcurrentRetries: props.concurrency?.retries,
    });
    const { dispatchQueue, retriesQueue } = this.delivery;
    const toDispatcher = { dispatchQueue, eventsDeadLetters: deadLetters.events };
    this.runs = new Runs(this, "Runs", {
      ...{ ...toDispatcher, state, timezone, retainData, ...logs },
      maxConcurrency: props.concurrency?.runs,
    });
    const { stepsQueue } = this.runs;
    this.matching = new Matching(this, "Matching", {
      ...toDispatcher,
      eventsQueue: this.ingest.eventsQueue,
      stepsQueue,
      state,
      timezone,
      ...logs,
      maxConcurrency: props.concurrency?.events,
    });
    this.timer = new Timer(this, "Timer", {
      ...{ state, retriesQueue, stepsQueue, eventsDeadLetters: deadLetters.events },
      ...logs,
      ...alarms,
    });
    this.letterCleaner = new LetterCleaner(this, "LetterCleaner", { state, deadLetters, ...logs });
    this.flowDeployment = new FlowDeployment(this, "FlowDeployment", {
      ...{ directory: props.flows, state, ...logs },
      allowTargets: props.allowTargets,
    });
    this.management = new Management(this, "Management", {
      delivery: this.delivery,
      state,
      timezone,
      organization: props.organization,
      retainData,
      domain: props.managementDomain,
      ...(props.limits && { limits: props.limits }),
      ...logs,
    });
    this.watch(new Alarms(this, "Watch", alarms));
    this.sizeFunctions(props);
    this.addOutputs();
  }

  private networkOf({ network, retainData = true }: FlowhookStackProps): { network?: FunctionNetwork } {
    if (network === undefined) return {};
    if ("vpcId" in network) return { network: existingNetwork(new Construct(this, "Network"), network) };
    const egress = new StaticEgress(this, "Network", { retainData });
    this.output("EgressAddress", egress.address, "The address that webhooks come from.");
    return { network: egress.network };
  }

  private watch(alarms: Alarms): void {
    const { ingest, management, delivery, deadLetters } = this;
    alarms.watchApi("Ingest", ingest.serverErrors());
    alarms.watchApi("Management", management.serverErrors());
    alarms.watchFunction("Authorizer", ingest.authorizer, "a client");
    alarms.watchFunction("AdminAuthorizer", management.authorizer, "a client");
    alarms.watchFunction("Management", management.function, "a client");
    alarms.watchFunction("FlowDeployment", this.flowDeployment.writer, "a client");
    alarms.watchFunction("Matcher", this.matching.matcher, "a queue or schedule");
    alarms.watchFunction("FlowRunner", this.runs.flowRunner, "a queue or schedule");
    alarms.watchFunction("Dispatcher", delivery.dispatcher, "a queue or schedule");
    alarms.watchFunction("Sweeper", this.timer.sweeper, "a queue or schedule");
    alarms.watchFunction("LetterCleaner", this.letterCleaner.cleaner, "a queue or schedule");
    alarms.watchBacklog("Events", ingest.eventsQueue, WORKED_AT_ONCE);
    alarms.watchBacklog("Dispatch", delivery.dispatchQueue, WORKED_AT_ONCE);
    alarms.watchBacklog("Steps", this.runs.stepsQueue, HELD_BACK);
    alarms.watchBacklog("Retries", delivery.retriesQueue, HELD_BACK);
    alarms.watchDeadLetters("Events", deadLetters.events, {
      description: "Events or runs could not be processed. The attributes of their messages say why.",
      section: "docs/aws.md#events-dead-letters",
    });
    alarms.watchDeadLetters("FailedDeliveries", deadLetters.failedDeliveries, {
      description:
        "Webhooks failed for good and are neither sent again nor discarded: list them with `flowhook dead-letters`.",
      section: "docs/operations.md#sending-again",
    });
  }

  private sizeFunctions({ memory = {}, reservedConcurrency = {} }: FlowhookStackProps): void {
    const functions = this.node.findAll().filter((child) => child instanceof FlowhookFunction);
    for (const one of functions) {
      const size = memory[one.folder];
      if (size !== undefined) one.useMemory(size);
      const executions = reservedConcurrency[one.folder];
      if (executions !== undefined) one.reserveConcurrency(executions);
    }
  }

  private addOutputs(): void {
    const { ingest, management, delivery, deadLetters } = this;
    this.output("IngestUrl", ingest.url, "Events go to POST <this>/events.");
    this.output("IngestKeySecret", ingest.key.secretArn, "The secret that holds the ingest key.");
    this.output("ManagementUrl", management.url, "The management API lies under <this>/manage/v1.");
    if (ingest.domainTarget !== undefined) {
      this.output(
        "IngestDomainTarget",
        ingest.domainTarget,
        "The DNS record of the ingest domain points to this name.",
      );
    }
    if (management.domainTarget !== undefined) {
      const description = "The DNS record of the management domain points to this name.";
      this.output("ManagementDomainTarget", management.domainTarget, description);
    }
    this.output("AdminTokenSecret", management.adminToken.secretArn, "The secret that holds the admin token.");
    this.output("TargetSecrets", delivery.targetSecrets.secretArn, "The secrets that flows name, with their hosts.");
    this.output("SigningSecret", delivery.signingSecret.secretArn, "What webhooks are signed with, behind whsec_.");
    this.output("EventsQueueUrl", ingest.eventsQueue.queueUrl, "Where events dead letters are moved back to.");
    this.output("StepsQueueUrl", this.runs.stepsQueue.queueUrl, "Where dead letters that are runs are moved back to.");
    this.output("DispatchQueueUrl", delivery.dispatchQueue.queueUrl, "Where failed deliveries are moved back to.");
    this.output("RetriesQueueUrl", delivery.retriesQueue.queueUrl, "Deliveries that wait for their next attempt.");
    this.output("EventsDeadLettersUrl", deadLetters.events.queueUrl, "Events that could not be processed.");
    this.output("FailedDeliveriesUrl", deadLetters.failedDeliveries.queueUrl, "Deliveries that failed for good.");
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

function zoneOrThrow(name: string): string {
  if (isTimeZone(name)) return name;
  throw new Error(`timezone must be an IANA name such as "Europe/Vienna", not "${name}"`);
}

function refuseSharedDomain({ ingestDomain, managementDomain }: FlowhookStackProps): void {
  if (ingestDomain === undefined || ingestDomain.name !== managementDomain?.name) return;
  throw new Error(
    `ingestDomain and managementDomain are both ${ingestDomain.name}. Each API is at the root of its domain; give them two names.`,
  );
}

function alarmTopicOf(scope: Construct, props: FlowhookStackProps): { alarmTopic?: ITopic } {
  const { alarmEmail, alarmTopic, alarmTopicArn } = props;
  if ([alarmEmail, alarmTopic, alarmTopicArn].filter((given) => given !== undefined).length > 1) {
    throw new Error("Give one of alarmEmail, alarmTopic and alarmTopicArn: a topic has subscriptions of its own");
  }
  if (alarmTopic !== undefined) return { alarmTopic };
  if (alarmTopicArn !== undefined) return { alarmTopic: Topic.fromTopicArn(scope, "AlarmTopic", alarmTopicArn) };
  if (alarmEmail === undefined) return {};
  const topic = new Topic(scope, "Alarms", { enforceSSL: true });
  topic.addSubscription(new EmailSubscription(alarmEmail));
  allowAlarms(topic);
  return { alarmTopic: topic };
}

/**
 * Lets the account's alarms publish. A topic without a policy allows its owner to publish; this one has a policy, because it
 * refuses requests without TLS, and a policy replaces that default.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
function allowAlarms(topic: Topic): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ["sns:Publish"],
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: {
          "aws:SourceArn": `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:*`,
        },
      },
    }),
  );
}

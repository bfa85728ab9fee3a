// All of Flowhook in one stack. This file connects the constructs; each of them is described in its own file.

import { CfnOutput, Duration, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { isTimeZone } from "#core/waiting/zones.ts";
import { alarmTopicOf } from "./alarm-topic.ts";
import { Alarms } from "./alarms.ts";
import type { DataPolicy } from "./data-policy.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Delivery } from "./delivery.ts";
import { dataKey, keyOf } from "./encryption.ts";
import { FlowDeployment } from "./flow-deployment.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { Ingest } from "./ingest/ingest.ts";
import { LetterCleaner } from "./letter-cleaner.ts";
import { Management } from "./management.ts";
import { MATCHER_TIMEOUT, Matching } from "./matching.ts";
import { existingNetwork, type FunctionNetwork, StaticEgress } from "./network.ts";
import { Runs } from "./runs.ts";
import type { FlowhookStackProps } from "./stack-props.ts";
import { State } from "./state.ts";
import { Timer } from "./timer.ts";

/** The age that a message may reach in a queue without delays: more than it takes to process a peak of load. */
const PROCESSED_AT_ONCE = Duration.minutes(15);

/** The age that a message may reach in a queue that delays messages for up to 15 minutes. */
const DELAYED = Duration.minutes(30);

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
    refuseSharedDomain(props);
    const { allowTargets, concurrency, limits, organization } = props;
    const timezone = zoneOrThrow(props.timezone ?? "UTC");
    const data = this.dataPolicy(props);
    const alarmTopic = alarmTopicOf(this, props, data);
    const state = new State(this, "State", { data });
    const deadLetters = new DeadLetters(this, "DeadLetters", { data });
    const shared = { data, state, timezone };
    this.state = state;
    this.deadLetters = deadLetters;
    this.delivery = new Delivery(this, "Delivery", {
      ...shared,
      failedDeliveries: deadLetters.failedDeliveries,
      organization,
      allowTargets,
      limits,
      network: this.functionNetwork(props, data),
      maxConcurrentDispatches: concurrency?.dispatches,
      maxConcurrentRetries: concurrency?.retries,
    });
    this.ingest = new Ingest(this, "Ingest", {
      data,
      state,
      deadLetters: deadLetters.events,
      targetSecrets: this.delivery.targetSecrets,
      matcherTimeout: MATCHER_TIMEOUT,
      domain: props.ingestDomain,
      throttle: props.throttle,
      defaultKeyRate: props.defaultKeyRate,
      keyRates: props.keyRates,
      ...(props.createLogRole !== undefined && { createLogRole: props.createLogRole }),
    });
    const { dispatchQueue, retriesQueue } = this.delivery;
    const eventsDeadLetters = deadLetters.events;
    this.runs = new Runs(this, "Runs", {
      ...shared,
      dispatchQueue,
      eventsDeadLetters,
      maxConcurrency: concurrency?.runs,
    });
    const { stepsQueue } = this.runs;
    this.matching = new Matching(this, "Matching", {
      ...shared,
      eventsQueue: this.ingest.eventsQueue,
      dispatchQueue,
      stepsQueue,
      eventsDeadLetters,
      maxConcurrency: concurrency?.events,
    });
    this.timer = new Timer(this, "Timer", { data, state, retriesQueue, stepsQueue, eventsDeadLetters });
    this.letterCleaner = new LetterCleaner(this, "LetterCleaner", { data, state, deadLetters });
    this.flowDeployment = new FlowDeployment(this, "FlowDeployment", {
      data,
      state,
      directory: props.flows,
      allowTargets,
    });
    this.management = new Management(this, "Management", {
      ...shared,
      delivery: this.delivery,
      usagePlans: this.ingest.usagePlans,
      organization,
      limits,
      domain: props.managementDomain,
    });
    this.watch(new Alarms(this, "Watch", { alarmTopic }));
    this.sizeFunctions(props);
    this.addOutputs();
  }

  private dataPolicy(props: FlowhookStackProps): DataPolicy {
    const { retainData = true, logRetention, encryptionKey, formerEncryptionKeys = [] } = props;
    const formerKeys = formerEncryptionKeys.map((given, index) => keyOf(this, `FormerDataKey${index}`, given));
    const data = { retainData, logRetention, formerEncryptionKeys: formerKeys };
    if (encryptionKey === undefined) return data;
    const key = dataKey(this, encryptionKey, data);
    if (encryptionKey === true) this.output("EncryptionKey", key.keyArn, "The KMS key that encrypts the stack's data.");
    return { ...data, encryptionKey: key };
  }

  private functionNetwork({ network }: FlowhookStackProps, data: DataPolicy): FunctionNetwork | undefined {
    if (network === undefined) return undefined;
    if ("vpcId" in network) return existingNetwork(new Construct(this, "Network"), network);
    const egress = new StaticEgress(this, "Network", { data });
    this.output("EgressAddress", egress.address, "The address that webhooks come from.");
    return egress.network;
  }

  private watch(alarms: Alarms): void {
    const { ingest, management, delivery, deadLetters } = this;
    alarms.watchApi("Ingest", ingest.serverErrors());
    alarms.watchApi("Management", management.serverErrors());
    alarms.watchFunction("Ingest", ingest.function, "a client");
    alarms.watchFunction("Authorizer", ingest.authorizer, "a client");
    alarms.watchFunction("AdminAuthorizer", management.authorizer, "a client");
    alarms.watchFunction("Management", management.function, "a client");
    alarms.watchFunction("FlowDeployment", this.flowDeployment.writer, "a client");
    alarms.watchFunction("Matcher", this.matching.matcher, "a queue or schedule");
    alarms.watchFunction("FlowRunner", this.runs.flowRunner, "a queue or schedule");
    alarms.watchFunction("Dispatcher", delivery.dispatcher, "a queue or schedule");
    alarms.watchFunction("Sweeper", this.timer.sweeper, "a queue or schedule");
    alarms.watchFunction("LetterCleaner", this.letterCleaner.cleaner, "a queue or schedule");
    alarms.watchSweeper(this.timer.lag);
    alarms.watchBacklog("Events", ingest.eventsQueue, PROCESSED_AT_ONCE);
    alarms.watchBacklog("Dispatch", delivery.dispatchQueue, PROCESSED_AT_ONCE);
    alarms.watchBacklog("Steps", this.runs.stepsQueue, DELAYED);
    alarms.watchBacklog("Retries", delivery.retriesQueue, DELAYED);
    alarms.watchDeadLetters("Events", deadLetters.events, {
      description: "Events or runs could not be processed. The attributes of their messages give the reason.",
      section: "docs/aws.md#events-dead-letters",
    });
    alarms.watchDeadLetters("FailedDeliveries", deadLetters.failedDeliveries, {
      description:
        "Webhooks failed for good and were neither sent again nor discarded. List them with `flowhook dead-letters`.",
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
    this.output("ManagementUrl", management.url, "The management API is at <this>/manage/v1.");
    this.domainOutput("IngestDomainTarget", ingest.domainTarget);
    this.domainOutput("ManagementDomainTarget", management.domainTarget);
    this.output("AdminTokenSecret", management.adminToken.secretArn, "The secret that holds the admin token.");
    this.output("TargetSecrets", delivery.targetSecrets.secretArn, "The secrets that flows name, with their hosts.");
    this.output("SigningSecret", delivery.signingSecret.secretArn, "The secret that signs webhooks, without whsec_.");
    this.output("EventsQueueUrl", ingest.eventsQueue.queueUrl, "Move events dead letters back to this queue.");
    this.output("StepsQueueUrl", this.runs.stepsQueue.queueUrl, "Move dead letters that are runs back to this queue.");
    this.output("DispatchQueueUrl", delivery.dispatchQueue.queueUrl, "Move failed deliveries back to this queue.");
    this.output("RetriesQueueUrl", delivery.retriesQueue.queueUrl, "Deliveries that wait for their next attempt.");
    this.output("EventsDeadLettersUrl", deadLetters.events.queueUrl, "Events that could not be processed.");
    this.output("FailedDeliveriesUrl", deadLetters.failedDeliveries.queueUrl, "Deliveries that failed for good.");
  }

  private domainOutput(name: string, target: string | undefined): void {
    if (target !== undefined) this.output(name, target, "The DNS record of the domain must point to this name.");
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

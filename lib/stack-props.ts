// The properties of the stack. The settings file of the CDK app has a setting for most of them (lib/settings.ts).

import type { StackProps } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { HostLimits } from "#core/flow/host-limits.ts";
import type { KeyRate } from "#core/keys/key-rate.ts";
import type { FunctionName } from "../lambdas/environment.ts";
import type { AlarmReceivers } from "./alarm-topic.ts";
import type { ApiDomain } from "./api/domain.ts";
import type { GivenKey } from "./encryption.ts";
import type { IngestThrottle } from "./ingest/ingest.ts";
import type { ExistingNetwork } from "./network.ts";

/**
 * Batches that functions process at the same time: five messages in a batch of first attempts, ten in the others. Each batch is
 * one concurrent execution of the account.
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
export interface FlowhookStackProps extends StackProps, AlarmReceivers {
  /** The directory with the flow files, relative to the working directory. */
  readonly flows: string;
  /**
   * Address ranges (CIDR) that webhooks may be sent to although they are not public, also without TLS.
   * @default none
   */
  readonly allowTargets?: readonly string[];
  /**
   * Limits of hosts, in addition to those that flows declare: `{ "api.crm.example": { requests_per_second: 5, concurrency: 2 } }`.
   * @default none
   */
  readonly limits?: HostLimits;
  /**
   * Batches that functions process at the same time. docs/scale.md says how to choose.
   * @default 2 of each, so that the stack fits an account that allows ten concurrent executions
   */
  readonly concurrency?: Concurrency;
  /**
   * Memory of functions in MiB, by their folders in lambdas/: `{ matcher: 1769, "flow-runner": 1769 }`. CPU grows with it.
   * docs/scale.md says how much a number of flows needs.
   * @default 512; 1,769 for the function that deploys flows
   */
  readonly memory?: Readonly<Partial<Record<FunctionName, number>>>;
  /**
   * Executions that Lambda reserves for functions, by their folders in lambdas/: `{ management: 5 }`. A function with a
   * reservation never uses more, and no other function uses these. An account must keep 100 unreserved.
   * @default none
   */
  readonly reservedConcurrency?: Readonly<Partial<Record<FunctionName, number>>>;
  /**
   * Whether tables, queues, secrets and access logs stay when the stack is deleted.
   * @default true
   */
  readonly retainData?: boolean;
  /**
   * The KMS key that encrypts tables, queues, secrets, logs, the bucket of flows and the topic of `alarmEmail`: a key, its ARN, or
   * `true` for a new key, which rotates every year and is retained with the data.
   * @default keys that AWS owns
   */
  readonly encryptionKey?: GivenKey;
  /**
   * Keys, or their ARNs, that encrypted the data before `encryptionKey` was changed or removed. Functions may still decrypt with
   * them.
   * @default none
   */
  readonly formerEncryptionKeys?: readonly (IKey | string)[];
  /**
   * The address that AWS notifies when an alarm goes off. AWS asks it to confirm first.
   * @default none; the AWS console shows the alarms
   */
  readonly alarmEmail?: string;
  /**
   * The topic that is notified when an alarm goes off, instead of `alarmEmail`. Its policy must let CloudWatch publish.
   * @default none
   */
  readonly alarmTopic?: ITopic;
  /**
   * The ARN of a topic, instead of `alarmTopic`.
   * @default none
   */
  readonly alarmTopicArn?: string;
  /**
   * The network that webhooks leave from. `{ staticAddress: true }` creates a VPC with a NAT gateway, whose address is the output
   * EgressAddress. The ids of an existing VPC reach its private targets (see also `allowTargets`).
   * @default AWS's network, with addresses that change
   */
  readonly network?: { readonly staticAddress: true } | ExistingNetwork;
  /**
   * The domain to which events are sent: `POST https://<name>/events`.
   * @default the URL that API Gateway generates
   */
  readonly ingestDomain?: ApiDomain;
  /**
   * The domain of the management API: `https://<name>/manage/v1`. Its name must differ from that of `ingestDomain`.
   * @default the URL that API Gateway generates
   */
  readonly managementDomain?: ApiDomain;
  /**
   * The organization's time zone, an IANA name such as "Europe/Vienna". Flows use it for profiles without a time zone.
   * @default UTC
   */
  readonly timezone?: string;
  /**
   * Values that templates read as `organization`: `{ name: "Acme Ltd", url: "https://acme.example" }`.
   * @default nothing
   */
  readonly organization?: Readonly<Record<string, string>>;
  /**
   * The events that ingest accepts before it answers 429.
   * @default 1,000 a second, 2,000 at once
   */
  readonly throttle?: IngestThrottle;
  /**
   * The rate of each ingest key that names no rate.
   * @default that of `throttle`, so that one key may use all of it
   */
  readonly defaultKeyRate?: KeyRate;
  /**
   * Other rates that ingest keys can have: `[{ requests_per_second: 5, burst: 10 }]`. Each is a usage plan, of which an account may have
   * 300 in a region.
   * @default none
   */
  readonly keyRates?: readonly KeyRate[];
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether to set the role with which API Gateway writes logs in this account and region; see IngestProps.
   * @default false
   */
  readonly createLogRole?: boolean;
}

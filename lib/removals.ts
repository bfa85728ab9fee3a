// The removals that a deployment would make: alarms, outputs, domains, keys, tables, queues and secrets, and settings such as
// addresses and limits. They are found by comparing the deployed template with the planned one. The template of the CDK app
// holds its settings as metadata, so that they can be compared too.

import { isDeepStrictEqual } from "node:util";
import * as z from "zod";

/** The template's metadata that holds the settings. */
export const SETTINGS_METADATA = "Flowhook::Settings";

/** Resource types whose removal needs a confirmation, with the words that the command prints for them. */
const GUARDED_RESOURCES: Readonly<Record<string, string>> = {
  "AWS::ApiGateway::DomainName": "domain",
  "AWS::CloudWatch::Alarm": "alarm",
  "AWS::DynamoDB::GlobalTable": "table",
  "AWS::EC2::EIP": "static address",
  "AWS::KMS::Key": "encryption key",
  "AWS::SQS::Queue": "queue",
  "AWS::SecretsManager::Secret": "secret",
};

const record = z.record(z.string(), z.unknown());
const resourceSchema = z.object({ Type: z.string(), Properties: record.default({}) });
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: record.default({}),
  Metadata: record.default({}),
});

/** The parts of a CloudFormation template that are compared. */
type ComparedTemplate = z.infer<typeof templateSchema>;

/** Reads a template. A stack that was never created has an empty one. */
export function comparedTemplate(template: unknown): ComparedTemplate {
  return templateSchema.parse(template ?? {});
}

/** The removals from `deployed` to `planned`, one sentence each; empty when nothing is removed. */
export function removals(deployed: ComparedTemplate, planned: ComparedTemplate): string[] {
  return [
    ...removedResources(deployed, planned),
    ...closedEndpoints(deployed, planned),
    ...Object.keys(deployed.Outputs)
      .filter((name) => !(name in planned.Outputs))
      .map((name) => `The output ${name} is removed.`),
    ...removedSettings([], deployed.Metadata[SETTINGS_METADATA] ?? {}, planned.Metadata[SETTINGS_METADATA] ?? {}),
  ];
}

function removedResources(deployed: ComparedTemplate, planned: ComparedTemplate): string[] {
  const metrics = new Set(Object.values(planned.Resources).map(({ Properties }) => metricOf(Properties)));
  return Object.entries(deployed.Resources).flatMap(([id, { Type, Properties }]) => {
    const kind = GUARDED_RESOURCES[Type];
    if (kind === undefined || planned.Resources[id]?.Type === Type) return [];
    const description = descriptionOf(Properties);
    const metric = metricOf(Properties);
    // Not a removal, because an alarm under another id watches the same metric.
    if (kind === "alarm" && metric !== undefined && metrics.has(metric)) return [];
    return [`The ${kind} ${id} is removed${description === undefined ? "" : ` ("${description}")`}.`];
  });
}

function closedEndpoints(deployed: ComparedTemplate, planned: ComparedTemplate): string[] {
  const isClosed = ({ Properties }: { readonly Properties: Readonly<Record<string, unknown>> }) =>
    Properties["DisableExecuteApiEndpoint"] === true;
  return Object.entries(planned.Resources).flatMap(([id, resource]) => {
    const before = deployed.Resources[id];
    if (before?.Type !== "AWS::ApiGateway::RestApi" || isClosed(before) || !isClosed(resource)) return [];
    return [`The generated URL of the API ${id} stops working; clients that still use it get 403.`];
  });
}

/** The metric of an alarm as text; undefined for other resources. */
function metricOf({ Namespace, MetricName, Dimensions }: Readonly<Record<string, unknown>>): string | undefined {
  return MetricName === undefined ? undefined : JSON.stringify([Namespace, MetricName, Dimensions]);
}

function descriptionOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  const description = properties["AlarmDescription"] ?? properties["Description"];
  return typeof description === "string" ? description : undefined;
}

/** Settings that are gone, that lost an item, or whose change takes something away. Other changes are not removals. */
function removedSettings(path: readonly string[], deployed: unknown, planned: unknown): string[] {
  const name = path.join(".");
  if (planned === undefined) return [`The setting ${name} is removed; deployed is ${JSON.stringify(deployed)}.`];
  if (Array.isArray(deployed)) {
    const kept: readonly unknown[] = Array.isArray(planned) ? planned : [];
    const gone = deployed.filter((item) => !kept.some((other) => isDeepStrictEqual(item, other)));
    return gone.map((item) => `The setting ${name} no longer holds ${JSON.stringify(item)}.`);
  }
  const fields = record.safeParse(deployed);
  const left = record.safeParse(planned);
  if (fields.success && left.success) {
    return Object.entries(fields.data).flatMap(([key, value]) =>
      removedSettings([...path, key], value, left.data[key]),
    );
  }
  if (isDeepStrictEqual(deployed, planned) || !takesAway(name, planned)) return [];
  return [`The setting ${name} changes from ${JSON.stringify(deployed)} to ${JSON.stringify(planned)}.`];
}

/** Settings that name something which stops working when the setting names another one. */
const REPLACED = ["alarmEmail", "alarmTopicArn", "encryptionKey", "ingestDomain.name", "managementDomain.name"];

/** Whether the new value of a setting takes the old one away: an address, a URL, or data that is deleted with the stack. */
function takesAway(name: string, planned: unknown): boolean {
  if (name === "retainData") return planned === false;
  return REPLACED.includes(name);
}

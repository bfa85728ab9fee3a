// The rates of keys. API Gateway enforces them before a request reaches anything else: a usage plan has one rate for each of its keys,
// and the authorizer names the key of each request. The management function adds and removes keys; the default key is a part of the
// stack. Usage plans and their keys cost nothing. Their limits are targets and not exact:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html

import { Aws } from "aws-cdk-lib";
import { ApiKey, type RestApi, UsagePlan } from "aws-cdk-lib/aws-apigateway";
import { Construct } from "constructs";
import { defaultUsageKey } from "#backends/aws/keys/usage-key.ts";
import { isSameRate, type KeyRate, rateText } from "#core/keys/key-rate.ts";

/** Properties of UsagePlans. */
export interface UsagePlansProps {
  readonly api: RestApi;
  /** The rate of keys that name no rate. */
  readonly defaultRate: KeyRate;
  /** The other rates that keys can have. */
  readonly rates: readonly KeyRate[];
}

/** The usage plans of an API: one for each rate. */
export class UsagePlans extends Construct {
  /** The plan of each rate; the first one is that of keys without a rate. */
  readonly plans: readonly { readonly id: string; readonly rate?: KeyRate }[];
  /** The id of the API. */
  readonly apiId: string;

  constructor(scope: Construct, id: string, { api, defaultRate, rates }: UsagePlansProps) {
    super(scope, id);
    this.apiId = api.restApiId;
    refuseRepeated(rates);
    const usual = this.plan(api, "Default", defaultRate);
    usual.addApiKey(
      new ApiKey(this, "DefaultKey", {
        apiKeyName: `${Aws.STACK_NAME}-key_default`,
        description: "Flowhook: identifies the default ingest key in usage plans. Not secret.",
        value: defaultUsageKey(api.restApiId),
      }),
    );
    const others = rates.map((rate) => {
      const plan = this.plan(api, `Rate${rate.requests_per_second}Burst${rate.burst}`, rate);
      return { id: plan.usagePlanId, rate };
    });
    this.plans = [{ id: usual.usagePlanId }, ...others];
  }

  private plan(api: RestApi, id: string, rate: KeyRate): UsagePlan {
    return new UsagePlan(this, id, {
      name: `${Aws.STACK_NAME}-ingest-${id.toLowerCase()}`,
      description: `Flowhook: ingest keys that may make ${rateText(rate)}.`,
      apiStages: [{ api: api.deploymentStage.restApi, stage: api.deploymentStage }],
      throttle: { rateLimit: rate.requests_per_second, burstLimit: rate.burst },
    });
  }
}

function refuseRepeated(rates: readonly KeyRate[]): void {
  const repeated = rates.find((rate, index) => rates.findIndex((one) => isSameRate(one, rate)) < index);
  if (repeated !== undefined) throw new Error(`keyRates has ${rateText(repeated)} twice. Remove one of them.`);
}

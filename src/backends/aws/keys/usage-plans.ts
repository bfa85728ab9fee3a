// The usage plans of API Gateway, which enforce the rates of keys. A plan has one rate, so the stack has one for each rate, and a key
// joins the plan of its rate. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html

import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteUsagePlanKeyCommand,
  NotFoundException,
} from "@aws-sdk/client-api-gateway";
import type { KeyGateway } from "#app/keys/key-ports.ts";
import { isSameRate, type KeyRate } from "#core/keys/key-rate.ts";
import { usageKeyOf } from "./usage-key.ts";

/** A usage plan. The one without a rate is that of keys without a rate. */
export interface UsagePlan {
  readonly id: string;
  readonly rate?: KeyRate;
}

/** The plans of the ingest API. */
export interface UsagePlansOptions {
  readonly client: APIGatewayClient;
  /** The id of the ingest API. */
  readonly apiId: string;
  /** The name of the stack, for the list of API keys in the console. */
  readonly stackName: string;
  readonly plans: readonly UsagePlan[];
}

/** Adds keys to usage plans and removes them. */
export class UsagePlans implements KeyGateway {
  readonly #options: UsagePlansOptions;

  constructor(options: UsagePlansOptions) {
    this.#options = options;
  }

  get rates(): readonly KeyRate[] {
    return this.#options.plans.flatMap(({ rate }) => (rate === undefined ? [] : [rate]));
  }

  async admit(id: string, rate: KeyRate | undefined): Promise<string> {
    const { client, apiId, stackName, plans } = this.#options;
    const plan = plans.find((one) => isSameRate(one.rate, rate));
    if (plan === undefined) throw new Error("No usage plan has this rate");
    const create = new CreateApiKeyCommand({
      name: `${stackName}-${id}`,
      description: "Flowhook: identifies an ingest key in usage plans. Not secret.",
      value: usageKeyOf(apiId, id),
      enabled: true,
    });
    const { id: keyId } = await client.send(create);
    if (keyId === undefined) throw new Error("API Gateway returned no id for an API key");
    await client.send(new CreateUsagePlanKeyCommand({ usagePlanId: plan.id, keyId, keyType: "API_KEY" }));
    return `${plan.id}/${keyId}`;
  }

  /**
   * Removes a key from its plan, so that API Gateway refuses it. The API key stays in the account's list: IAM has no permission to
   * delete the API keys of one stack only, and without a plan they have no effect.
   */
  async dismiss(gatewayKey: string): Promise<void> {
    const [usagePlanId, keyId] = gatewayKey.split("/", 2);
    try {
      await this.#options.client.send(new DeleteUsagePlanKeyCommand({ usagePlanId, keyId }));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  }
}

// The input of every scenario: the receiver and the duration of measurements.

import type { Check } from "../report/checks.ts";
import type { Row } from "../report/row.ts";

/** How a bench was asked to run. */
export interface Settings {
  /** Seconds of load before the first measured run of each subject. */
  readonly warmUpSeconds: number;
  /** Seconds of each measured run. */
  readonly seconds: number;
  /** How often each pair of subjects is measured in turn. */
  readonly rounds: number;
  /** Flows in the scenario of many flows. */
  readonly flows: number;
  /** Past deliveries, and as many waiting ones, in the scenario of a full store. */
  readonly past: number;
  /** The program that is Flowhook: its source here, or another build or revision. */
  readonly program: string;
  /** Where flows and databases are made, and removed at the end: decides which disk is measured. */
  readonly folder: string;
}

/** The input of a scenario. */
export interface Context extends Settings {
  /** Base URL of the receiver. */
  readonly receiver: string;
  /** Reports progress to the operator. */
  readonly print: (text: string) => void;
}

/** The results of a scenario. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly checks: readonly Check[];
}

/** One question that the bench answers. */
export interface Scenario {
  readonly name: string;
  run(context: Context): Promise<Findings>;
}

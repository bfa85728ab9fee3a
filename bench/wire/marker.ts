// The marker traces a webhook to the event that caused it, through any system in between: a string that the
// generator puts into the event, that the system copies into its webhook, and that the receiver looks for anywhere in
// the body. It carries the send time too, so that the receiver knows the latency without asking. Its width is fixed, so
// that every request of a run has the same length, and its characters need no escape in JSON, HTML or a URL.

const PREFIX = "fhbench:";
const RUN_WIDTH = 8;
const NUMBER_WIDTH = 9;
const TIME_WIDTH = 17;
const MARKER_WIDTH = PREFIX.length + RUN_WIDTH + 1 + NUMBER_WIDTH + 1 + TIME_WIDTH;
const SHAPE = /^fhbench:([0-9a-f]{8}):(\d{9}):(\d{13}\.\d{3})$/;

/** The contents of a marker. */
export interface Marker {
  /** Eight hexadecimal digits that name the run of the generator. */
  readonly run: string;
  /** The event's number in its run, from 0 to 999,999,999. */
  readonly number: number;
  /** When the event was sent, or was due in a paced run: milliseconds since 1970. */
  readonly sentAt: number;
}

/** An event's number at its fixed width. */
export function formatNumber(number: number): string {
  return String(number).padStart(NUMBER_WIDTH, "0");
}

/** A send time at its fixed width: milliseconds since 1970 with three decimals. */
export function formatTime(sentAt: number): string {
  return sentAt.toFixed(3).padStart(TIME_WIDTH, "0");
}

/** The text of a marker. */
export function formatMarker(marker: Marker): string {
  return `${PREFIX}${marker.run}:${formatNumber(marker.number)}:${formatTime(marker.sentAt)}`;
}

/** The first marker in a body, or undefined if it is missing or damaged. */
export function findMarker(body: Buffer): Marker | undefined {
  const start = body.indexOf(PREFIX, 0, "latin1");
  if (start < 0) return undefined;
  const [, run, number, sentAt] = SHAPE.exec(body.toString("latin1", start, start + MARKER_WIDTH)) ?? [];
  if (run === undefined || number === undefined || sentAt === undefined) return undefined;
  return { run, number: Number(number), sentAt: Number(sentAt) };
}

// Stops an action whose target answered "410 Gone". Its later deliveries wait until a person resumes the action or its flow has
// another URL. Stores apply these rules atomically.

/** An action of a flow. */
export interface ActionKey {
  readonly flow_id: string;
  readonly action_id: string;
}

/** The key of an action as one text, to look it up in memory. */
export function actionKeyText({ flow_id, action_id }: ActionKey): string {
  return `${flow_id}:${action_id}`;
}

/** The last stop of an action. Times in milliseconds since 1970. */
export interface ActionStop extends ActionKey {
  /** The URL that is gone. The action is stopped only while its URL is this one. */
  readonly url: string;
  /** The time of the attempt with that answer. */
  readonly stopped_at: number;
  /** The delivery of that attempt. */
  readonly delivery_id: string;
  /** When a person resumed the action; absent while it is stopped. */
  readonly resumed_at?: number;
}

/**
 * The stop of an action after an attempt was answered with 410. Returns `before` if the action is already stopped, or was resumed
 * after the attempt, which a worker then reports late or a second time.
 */
export function afterGone(before: ActionStop | undefined, gone: Omit<ActionStop, "resumed_at">): ActionStop {
  if (before === undefined) return gone;
  const since = before.resumed_at ?? (before.url === gone.url ? Number.POSITIVE_INFINITY : before.stopped_at);
  return gone.stopped_at > since ? gone : before;
}

/** Whether an action with this URL is stopped; an undefined `url` depends on the event. */
export function isStopped(stop: ActionStop, url: string | undefined): boolean {
  return stop.resumed_at === undefined && stop.url === url;
}

// An action that sends nothing more, since its target said by "410 Gone" that it wants no more webhooks. Its later deliveries
// wait, until a person resumes the action or its flow names another URL. The rules stand here once; stores apply them
// atomically.

/** An action of a flow. */
export interface ActionKey {
  readonly flow_id: string;
  readonly action_id: string;
}

/** The key of an action as one text, to look it up in memory. */
export function actionKeyText({ flow_id, action_id }: ActionKey): string {
  return `${flow_id}:${action_id}`;
}

/** Of each action the last time that it was stopped. Times in milliseconds since 1970. */
export interface ActionStop extends ActionKey {
  /** The URL that is gone: the action is stopped only as long as it goes there. */
  readonly url: string;
  /** When the attempt was made that was answered so. */
  readonly stopped_at: number;
  /** The delivery whose attempt it was. */
  readonly delivery_id: string;
  /** When a person resumed the action; absent while it is stopped. */
  readonly resumed_at?: number;
}

/**
 * What is known of an action after an attempt was answered by 410; `before` itself where that says nothing new: the action
 * is stopped already, or was resumed after the attempt, of which some worker tells late or once more.
 */
export function afterGone(before: ActionStop | undefined, gone: Omit<ActionStop, "resumed_at">): ActionStop {
  if (before === undefined) return gone;
  const since = before.resumed_at ?? (before.url === gone.url ? Number.POSITIVE_INFINITY : before.stopped_at);
  return gone.stopped_at > since ? gone : before;
}

/** Whether an action that goes to `url` is stopped; undefined: where it goes depends on the event. */
export function isStopped(stop: ActionStop, url: string | undefined): boolean {
  return stop.resumed_at === undefined && stop.url === url;
}

// `forloop`: how far a loop has come, in Django's names (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#for)
// and in Liquid's. Plain data, so that a template reaches no methods by it.

/** One for all passes of a loop. */
export interface LoopState {
  length: number;
  index: number;
  index0: number;
  rindex: number;
  rindex0: number;
  counter: number;
  counter0: number;
  revcounter: number;
  revcounter0: number;
  first: boolean;
  last: boolean;
  /** The loop around it. */
  parentloop: unknown;
}

/** The state of a loop that has not begun. */
export function loopState(length: number, parentloop: unknown): LoopState {
  const none = { index: 0, index0: 0, rindex: 0, rindex0: 0, counter: 0, counter0: 0, revcounter: 0, revcounter0: 0 };
  return { length, ...none, first: false, last: false, parentloop };
}

/** Comes to the pass of this number, counted from 0. */
export function advance(state: LoopState, index: number): void {
  const left = state.length - index;
  state.index0 = state.counter0 = index;
  state.index = state.counter = index + 1;
  state.rindex = state.revcounter = left;
  state.rindex0 = state.revcounter0 = left - 1;
  state.first = index === 0;
  state.last = left === 1;
}

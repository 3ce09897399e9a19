/** Early stopping from outside: the report's rule over the points of one series, as they come. The reducer is the one that the trainer uses. */
import {
  assertEarlyStoppingRule,
  initialEarlyStoppingState,
  observeEpoch,
  type EarlyStoppingRule,
} from '../../contract/early-stopping'

export type Watch = {
  /** Takes in the next point, at a step behind the last one. @returns whether the rule stops it by now */
  observe(step: number, value: number): boolean
  /** Whether a step lies at or before the last one: then the series is to be taken in anew. */
  isKnown(step: number): boolean
  /** Forgets everything. */
  reset(): void
  /** The step at which the rule stopped; null while it does not. */
  stopStep(): number | null
}

/** @throws RangeError for a rule that cannot mean anything. */
export function createWatch(rule: EarlyStoppingRule): Watch {
  assertEarlyStoppingRule(rule)
  let state = initialEarlyStoppingState
  let last = -Infinity
  let stopStep: number | null = null
  return {
    observe(step, value) {
      last = step
      state = observeEpoch(state, value, rule)
      if (state.shouldStop) stopStep ??= step
      return state.shouldStop
    },
    isKnown: (step) => step <= last,
    reset() {
      state = initialEarlyStoppingState
      last = -Infinity
      stopStep = null
    },
    stopStep: () => stopStep,
  }
}

/** Why it stopped, in a sentence for the run's end. */
export const watchSentence = (
  { metric, patience, minDelta }: EarlyStoppingRule & { readonly metric: string },
  step: number,
  unit: 'epoch' | 'step',
): string =>
  `${metric} moved by no more than ${minDelta} for ${patience === 1 ? `1 ${unit}` : `${patience} ${unit}s in a row`}, up to ${unit} ${step}.`

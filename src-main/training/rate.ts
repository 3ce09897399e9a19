/** The learning rate of each step, and what a rule has made of it: all that a resumed run needs to go on with the same. */
import type { RunConfig } from '../contract/config'
import { initialEarlyStoppingState, observeEpoch, type EarlyStoppingState } from '../contract/early-stopping'
import { isScheduled, plateauRule, rateFactor } from '../recipes/registry/schedules'

/** What a checkpoint keeps of a schedule that lowers the rate by what is measured. */
export type RateState = {
  /** How often the rate was lowered. */
  readonly reductions: number
  readonly plateau: EarlyStoppingState
}

export const initialRateState: RateState = { reductions: 0, plateau: initialEarlyStoppingState }

export type Rate = {
  /** Whether it ever changes. */
  readonly changes: boolean
  readonly state: RateState
  /** The rate of a step. @param step taken before it, 0 for the run's first. */
  at(step: number): number
  /** Takes in an epoch's validation loss. @returns whether the rate was lowered. */
  observe(validationLoss: number): boolean
}

/** @param stepsPerEpoch batches of an epoch. @param from where it goes on. */
export function createRate(config: RunConfig, stepsPerEpoch: number, from: RateState): Rate {
  const rule = plateauRule(config)
  const steps = config.epochs * stepsPerEpoch
  const changes = isScheduled(config)
  let state = from
  return {
    changes,
    get state() {
      return state
    },
    at: (step) =>
      changes
        ? config.learningRate * rateFactor(config, { step, steps, stepsPerEpoch, reductions: state.reductions })
        : config.learningRate,
    observe(validationLoss) {
      if (rule === null) return false
      const plateau = observeEpoch(state.plateau, validationLoss, rule)
      state = plateau.shouldStop
        ? { reductions: state.reductions + 1, plateau: { ...plateau, quietEpochs: 0, shouldStop: false } }
        : { ...state, plateau }
      return plateau.shouldStop
    },
  }
}

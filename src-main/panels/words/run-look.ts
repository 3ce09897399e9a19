/** How runs look everywhere: colour from the run's slot, dash from its loss (design guide, "Run palette"). */
import type { KnownConfig, LossKind } from '@contract/config'
import { shownState, type RunSummary } from '@contract/run'
import { lossName } from '@contract/settings'

export const optimizerNames = { adam: 'Adam', sgd: 'SGD', rmsprop: 'RMSprop' } as const

export const lossDashes: Record<LossKind, readonly number[]> = {
  mse: [],
  'smooth-l1': [5, 3],
  l1: [2, 2],
  huber: [8, 3, 2, 3],
}

/** The dash of a run's loss; none where that cannot be read. */
export const dashOf = ({ config }: Pick<RunSummary, 'config'>): readonly number[] =>
  config.loss === undefined ? [] : lossDashes[config.loss]

/** The name of the CSS property of a slot, without its dashes: c1 to c8. */
export const colourToken = (slot: number): string => `c${slot + 1}`

/** A loss with its parameter: "Smooth L1, beta 0.1". */
export function describeLoss(config: Pick<KnownConfig, 'loss' | 'beta' | 'delta'>): string {
  const parameter =
    config.beta !== undefined ? `, beta ${config.beta}` : config.delta !== undefined ? `, delta ${config.delta}` : ''
  return `${lossName(config)}${parameter}`
}

/** The tone of a run's state, as a class: going on, gone wrong, waiting for somebody, or plain. */
export function toneOf(run: Pick<RunSummary, 'state' | 'endReason' | 'held'>): string {
  const state = shownState(run)
  if (state === 'running' || state === 'stopping') return 'state-run'
  if (state === 'failed' || state === 'diverged') return 'state-bad'
  // An end whose reason cannot be read went neither well nor wrong.
  return state === 'interrupted' || state === 'ended' || run.held ? 'state-mid' : 'state-ok'
}

/** What a dash is called in words, for who does not see it. */
export const dashWords: Record<LossKind, string> = {
  mse: 'solid',
  'smooth-l1': 'dashed',
  l1: 'dotted',
  huber: 'dashes and dots',
}

/** The epochs that a run has at most; those that it has where its settings cannot be read. */
export const plannedEpochs = ({ config, epochs }: Pick<RunSummary, 'epochs' | 'config'>): number =>
  config.epochs ?? epochs

/** The epoch that a run is in, 1-based; its last one once it has ended. */
export function epochUnderWay(run: Pick<RunSummary, 'state' | 'epochs' | 'config'>): number {
  if (run.state === 'queued' || run.state === 'ended') return run.epochs
  return Math.min(plannedEpochs(run), run.epochs + 1)
}

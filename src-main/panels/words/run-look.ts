/** How runs look everywhere: colour from the run's slot, dash from its loss (design guide, "Run palette"). */
import { lossKinds, type KnownConfig, type LossKind } from '@contract/config'
import { shownState, type RunSummary } from '@contract/run'
import { lossName } from '@contract/settings'
import { losses, parametersOfLoss } from '@recipes/registry/losses'

export const lossDashes = Object.fromEntries(lossKinds.map((kind) => [kind, losses[kind].dash])) as Record<
  LossKind,
  readonly number[]
>

/** The dash of a run's loss; none where that cannot be read. */
export const dashOf = ({ config }: Pick<RunSummary, 'config'>): readonly number[] =>
  config.loss === undefined ? [] : lossDashes[config.loss]

/** The name of the CSS property of a slot, without its dashes: c1 to c8. */
export const colourToken = (slot: number): string => `c${slot + 1}`

/** A loss with its parameter: "Smooth L1, beta 0.1". */
export const describeLoss = (config: KnownConfig): string =>
  [lossName(config), ...lossParameterTexts(config)].join(', ')

/** The parameters of a run's loss: "beta 0.1". */
export const lossParameterTexts = (config: KnownConfig): string[] =>
  parametersOfLoss(config.loss).flatMap((key) => (config[key] === undefined ? [] : [`${key} ${config[key]}`]))

/** The tone of a run's state, as a class: going on, gone wrong, waiting for somebody, or plain. */
export function toneOf(run: Pick<RunSummary, 'state' | 'endReason' | 'held'>): string {
  const state = shownState(run)
  if (state === 'running' || state === 'stopping') return 'state-run'
  if (state === 'failed' || state === 'diverged') return 'state-bad'
  // An end whose reason cannot be read went neither well nor wrong.
  return state === 'interrupted' || state === 'ended' || run.held ? 'state-mid' : 'state-ok'
}

/** What a dash is called in words, for who does not see it. */
export const dashWords = Object.fromEntries(lossKinds.map((kind) => [kind, losses[kind].dashWord])) as Record<
  LossKind,
  string
>

/** The epochs that a run has at most; those that it has where its settings cannot be read. */
export const plannedEpochs = ({ config, epochs }: Pick<RunSummary, 'epochs' | 'config'>): number =>
  config.epochs ?? epochs

/** The epoch that a run is in, 1-based; its last one once it has ended. */
export function epochUnderWay(run: Pick<RunSummary, 'state' | 'epochs' | 'config'>): number {
  if (run.state === 'queued' || run.state === 'ended') return run.epochs
  return Math.min(plannedEpochs(run), run.epochs + 1)
}

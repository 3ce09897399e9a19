/** How runs look everywhere: colour from the run's slot, dash from its loss (design guide, "Run palette"). */
import { lossKinds, type LossKind } from '@contract/config'
import { shownState, type RunSummary } from '@contract/run'
import { lossName } from '@contract/settings'
import type { LossParameterKey } from '@recipes/loss'
import { isLossKind, losses, parametersOfLoss } from '@recipes/registry/losses'
import { formatCount } from './format'

export const lossDashes = Object.fromEntries(lossKinds.map((kind) => [kind, losses[kind].dash])) as Record<
  LossKind,
  readonly number[]
>

/** The dash of a run's loss; none of one that Plateau does not know. */
export const dashOf = ({ config }: Pick<RunSummary, 'config'>): readonly number[] => dashOfLoss(config.loss)

/** The same of the value of a setting. */
export function dashOfLoss(loss: unknown): readonly number[] {
  return isLossKind(loss) ? lossDashes[loss] : []
}

/** The name of the CSS property of a slot, without its dashes: c1 to c8. */
export const colourToken = (slot: number): string => `c${slot + 1}`

/** Of a run's settings, whatever they hold. */
type SomeSettings = Readonly<Partial<Record<'loss' | LossParameterKey, unknown>>>

/** A loss with its parameter: "Smooth L1, beta 0.1". */
export const describeLoss = (config: SomeSettings): string =>
  [lossName(config), ...lossParameterTexts(config)].join(', ')

/** The parameters of a run's loss: "beta 0.1". */
export const lossParameterTexts = (config: SomeSettings): string[] =>
  parametersOfLoss(config.loss).flatMap((key) => {
    const value = config[key]
    return typeof value === 'number' ? [`${key} ${value}`] : []
  })

/** The tone of a run's state, as a class: going on, gone wrong, waiting for somebody, or plain. */
export function toneOf(
  run: Pick<RunSummary, 'state' | 'endReason' | 'held'> & Partial<Pick<RunSummary, 'silentSince'>>,
): string {
  const state = shownState(run)
  if (state === 'running' || state === 'stopping') return 'state-run'
  if (state === 'failed' || state === 'diverged') return 'state-bad'
  // An end whose reason cannot be read went neither well nor wrong.
  return state === 'interrupted' || state === 'silent' || state === 'ended' || run.held ? 'state-mid' : 'state-ok'
}

/** What a dash is called in words, for who does not see it. */
export const dashWords = Object.fromEntries(lossKinds.map((kind) => [kind, losses[kind].dashWord])) as Record<
  LossKind,
  string
>

/** The epochs that a run has at most; those that it has where nothing says so. */
export const plannedEpochs = ({
  plannedEpochs: planned,
  epochs,
}: Pick<RunSummary, 'epochs' | 'plannedEpochs'>): number => planned ?? epochs

/** The epoch that a run is in, 1-based; its last one once it has ended. */
export function epochUnderWay(run: Pick<RunSummary, 'state' | 'epochs' | 'plannedEpochs'>): number {
  if (run.state === 'queued' || run.state === 'ended') return run.epochs
  return Math.min(plannedEpochs(run), run.epochs + 1)
}

/** The step that a run which has no planned end has come to: "epoch 12", "step 1,200"; empty before its first point. */
export function describeReached({ series }: Pick<RunSummary, 'series'>): string {
  const last = Object.values(series).reduce<{ step: number; by: 'epoch' | 'step' } | null>(
    (furthest, { lastStep, by }) =>
      lastStep === null || (furthest !== null && furthest.step >= lastStep) ? furthest : { step: lastStep, by },
    null,
  )
  return last === null ? '' : `${last.by} ${formatCount(last.step)}`
}

/** How far a run that trains has come, in a word or two: "epoch 5 / 30", and without the end where nobody said how far it goes. */
export const describeProgress = (run: Pick<RunSummary, 'state' | 'epochs' | 'plannedEpochs' | 'series'>): string =>
  run.plannedEpochs === null ? describeReached(run) : `epoch ${epochUnderWay(run)} / ${run.plannedEpochs}`

/** How runs look everywhere: colour and dash of the run's slot; the dash of its loss where that is what dashes say (design guide, "Looks"). */
import type { ColourToken } from '@charts/panel'
import { shadeCount } from '@charts/themes'
import { lossKinds, type LossKind } from '@contract/config'
import { shownState, stateWords, type RunSummary } from '@contract/run'
import { lossName } from '@contract/settings'
import type { LossParameterKey } from '@recipes/loss'
import { assignSlots, type LookHolder } from '@model/looks'
import { sumDash, sumDashWord } from '@recipes/loss-sum'
import { isLossKind, isRunLoss, losses, lossParameters, parametersOfLoss } from '@recipes/registry/losses'
import { formatCount } from './format'

export const lossDashes = Object.fromEntries(lossKinds.map((kind) => [kind, losses[kind].dash])) as Record<
  LossKind,
  readonly number[]
>

/** The dash of a loss, one for all sums; none of one that Plateau does not know. */
export function dashOfLoss(loss: unknown): readonly number[] {
  if (isLossKind(loss)) return lossDashes[loss]
  return isRunLoss(loss) ? sumDash : []
}

/** What the dash of a loss is called, for who does not see it; empty of one that Plateau does not know. */
export function dashWordOfLoss(loss: unknown): string {
  if (isLossKind(loss)) return losses[loss].dashWord
  return isRunLoss(loss) ? sumDashWord : ''
}

/** The name of the CSS property of a slot, without its dashes: c1 to c24. */
export const colourToken = (slot: number): ColourToken => `c${slot + 1}`

export type RunLook = { readonly colour: ColourToken; readonly dash: readonly number[] }

/** What the dash of a run says: which look it has, or its loss. Colours alone tell 24 runs apart then. */
export type DashRule = 'look' | 'loss'

/** Names of the looks' colours, in the order of the slots. */
export const colourNames: readonly string[] = [
  ...['blue', 'orange', 'violet', 'green', 'rose', 'ochre', 'sky', 'brick'],
  ...['sage', 'indigo', 'red', 'pink', 'orchid', 'clay', 'teal', 'copper'],
  ...['mint', 'cobalt', 'umber', 'cherry', 'gold', 'lilac', 'plum', 'mauve'],
]

/** Eight looks each. */
const slotDashes: readonly (readonly number[])[] = [[], [7, 3], [2, 2.5]]

const looks = colourNames.map((_, slot): RunLook => ({
  colour: colourToken(slot),
  dash: slotDashes[Math.floor(slot / 8)] ?? [],
}))

/** The look of a slot, or of a place among any number of values: from the 25th on looks repeat. */
export const lookOfSlot = (slot: number): RunLook => looks[slot % looks.length] ?? { colour: colourToken(0), dash: [] }

/**
 * One of many that share a look, such as the runs of a group: in shades of its colour, the first in the colour itself, and where there are no more shades
 * in another dash too. Twelve are told apart.
 */
export function shadeOf({ colour, dash }: RunLook, place: number): RunLook {
  const dashes = [dash, ...slotDashes.filter((one) => one.join() !== dash.join())]
  const shade = place % shadeCount
  return {
    colour: shade === 0 ? colour : `${colour}-${shade}`,
    dash: dashes[Math.floor(place / shadeCount) % slotDashes.length] ?? dash,
  }
}

/**
 * Whether dashes say the loss: where a project is to have it so, and its runs differ in losses that have a dash.
 * @param dashBy of the project's workspace. @param losses of its runs.
 */
export const dashRule = (dashBy: string | null, losses: readonly string[]): DashRule =>
  dashBy === 'loss' && losses.filter(isRunLoss).length > 1 ? 'loss' : 'look'

type Drawn = LookHolder & Pick<RunSummary, 'config'>

/** A run by itself. @param slot another one where it has borrowed one. */
export function lookOfRun(
  { colourSlot, config }: Pick<Drawn, 'colourSlot' | 'config'>,
  dashes: DashRule,
  slot = colourSlot,
): RunLook {
  const look = lookOfSlot(slot)
  return dashes === 'loss' ? { colour: look.colour, dash: dashOfLoss(config.loss) } : look
}

/** Looks of runs that are shown together, no two alike while they are at most 24; any other run has its own. */
export function looksTogether(shown: readonly LookHolder[], dashes: DashRule): (run: Drawn) => RunLook {
  const slots = assignSlots(shown)
  return (run) => lookOfRun(run, dashes, slots.get(run.id))
}

/** That a run is drawn with another's look for now; null where it has its own. */
export const borrowedWords = ({ colourSlot }: Pick<Drawn, 'colourSlot'>, { colour }: RunLook): string | null =>
  colour === colourToken(colourSlot) ? null : `borrowed, its own is ${colourNames[colourSlot] ?? ''}`

/** Of a run's settings, whatever they hold. */
type SomeSettings = Readonly<Partial<Record<'loss' | LossParameterKey, unknown>>>

/** A loss with its parameter: "Smooth L1, beta 0.1". */
export const describeLoss = (config: SomeSettings): string =>
  [lossName(config), ...lossParameterTexts(config)].join(', ')

/** As its label has it, within a sentence: "beta", "label smoothing". */
const lossParameterName = (key: LossParameterKey): string => lossParameters.get(key)?.label.toLowerCase() ?? key

/** The parameters of a run's loss: "beta 0.1". */
export const lossParameterTexts = (config: SomeSettings): string[] =>
  parametersOfLoss(config.loss).flatMap((key) => {
    const value = config[key]
    return typeof value === 'number' ? [`${lossParameterName(key)} ${value}`] : []
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

/** A run's state as a person reads it, paused ones too. */
export const stateWord = (
  run: Pick<RunSummary, 'state' | 'endReason' | 'held'> & Partial<Pick<RunSummary, 'silentSince'>>,
): string => (run.held ? 'paused' : stateWords[shownState(run)])

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

/** Every loss that Plateau trains on, as the files of `losses/` define them. */
import type {
  DrawnParameterKey,
  ErrorLossKind,
  ErrorLossRecipe,
  ImageLossKind,
  ImageLossRecipe,
  LossKind,
  LossParameter,
  LossParameterKey,
  LossParameters,
  LossRecipe,
  LossSettings,
  RunLoss,
} from '../loss'
import { exampleSum, looksLikeSum, readSum, writeSum, type LossTerm } from '../loss-sum'
import type { TaskKind } from '../task'
import { collect, gather, inWords, mapKeys } from './collect'

const files = import.meta.glob<LossRecipe>('../losses/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const losses = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<ErrorLossKind, ErrorLossRecipe> & Record<ImageLossKind, ImageLossRecipe>
>
export const lossKinds: readonly LossKind[] = inOrder.map(({ kind }) => kind)

/** Losses of the error of one element: those that are drawn over it. */
export const errorLossKinds: readonly ErrorLossKind[] = inOrder.flatMap((recipe) =>
  recipe.of === 'errors' ? [recipe.kind] : [],
)

const [first] = errorLossKinds
if (first === undefined) throw new TypeError('There is no loss.')
/** What a run trains on that does not say; other losses are drawn beside it. */
export const usualLoss: ErrorLossKind = first

/** The losses that runs of a task train on, in their order. */
export const lossesOfTask = (task: TaskKind): readonly LossKind[] =>
  lossKinds.filter((kind) => losses[kind].task === task)

/** What a run of a task trains on that does not say. */
export const usualLossOf = (task: TaskKind): LossKind => lossesOfTask(task)[0] ?? usualLoss

/** Whether a text names a loss that this version trains on. */
export const isLossKind = (text: unknown): text is LossKind => typeof text === 'string' && Object.hasOwn(losses, text)

/** Whether a text names a loss of the error of one element. */
export const isErrorLoss = (text: unknown): text is ErrorLossKind => isLossKind(text) && losses[text].of === 'errors'

/** The losses that a run's loss is made of, each with its weight; none of one that this version does not know. */
export function termsOfLoss(loss: unknown): readonly LossTerm[] {
  if (isLossKind(loss)) return [{ weight: 1, kind: loss }]
  const read = typeof loss === 'string' ? readSum(loss, lossKinds) : null
  return read?.ok === true ? read.terms : []
}

/** Whether a text names what this version trains on: a loss, or a sum of some. */
export const isRunLoss = (text: unknown): text is RunLoss => termsOfLoss(text).length > 0

/** Whose runs train on a loss: of a sum, on its first term; null of one that this version does not know. */
export function taskOfLoss(loss: unknown): TaskKind | null {
  const [first] = termsOfLoss(loss)
  return first === undefined ? null : losses[first.kind].task
}

/** The least side of a target that all terms of a loss have a value for. */
export const leastSideOfLoss = (loss: unknown): number =>
  termsOfLoss(loss).reduce((least, { kind }) => {
    const recipe = losses[kind]
    return Math.max(least, recipe.of === 'images' ? recipe.leastSide : 1)
  }, 1)

/** What is refused as a loss, in words that go on from the setting's name. */
export const lossRefusal = `must be one of ${lossKinds.join(', ')}, or a sum such as ${exampleSum}`

/** A loss or sum as somebody wrote it, in the one way in which it is stored, or why it is none. */
export function readLoss(text: string): { ok: true; loss: RunLoss } | { ok: false; message: string } {
  if (isLossKind(text)) return { ok: true, loss: text }
  if (!looksLikeSum(text)) return { ok: false, message: lossRefusal }
  const read = readSum(text, lossKinds)
  return read.ok ? { ok: true, loss: writeSum(read.terms) } : read
}

/** Losses in one order: as they are listed, and behind them sums, as they are written. */
export const inLossOrder = (some: readonly RunLoss[]): RunLoss[] =>
  [...some].sort((left, right) => placeOf(left) - placeOf(right) || (left < right ? -1 : 1))
const placeOf = (loss: RunLoss): number => (isLossKind(loss) ? lossKinds.indexOf(loss) : lossKinds.length)

/** The parameters of all losses, in the order of the losses. */
export const lossParameters: ReadonlyMap<LossParameterKey, LossParameter> = gather(
  inOrder.map(({ parameters }) => Object.entries(parameters) as [LossParameterKey, LossParameter][]),
)
export const lossParameterKeys: readonly LossParameterKey[] = [...lossParameters.keys()]

export const isLossParameter = (key: string): key is LossParameterKey => lossParameters.has(key as LossParameterKey)

/** The parameters that a loss or the terms of a sum take, in their order; none of one that this version does not know. */
export const parametersOfLoss = (loss: unknown): readonly LossParameterKey[] => [
  ...new Set(termsOfLoss(loss).flatMap(({ kind }) => Object.keys(losses[kind].parameters) as LossParameterKey[])),
]

const takersOf = (key: LossParameterKey): LossKind[] => lossKinds.filter((kind) => parametersOfLoss(kind).includes(key))
/** A loss under which a parameter means something. */
export const lossTaking = (key: LossParameterKey): LossKind => takersOf(key)[0] ?? usualLoss
/** Why a parameter is refused: "belongs to the smooth-l1 loss". */
export function belongsTo(key: LossParameterKey): string {
  const takers = takersOf(key)
  return `belongs to the ${inWords(takers)} ${takers.length === 1 ? 'loss' : 'losses'}`
}
/** "beta of Smooth L1". */
export const parameterOf = (key: LossParameterKey): string =>
  `${key} of ${inWords(takersOf(key).map((kind) => losses[kind].name))}`

/** Something for each parameter, by its key. */
export const byLossParameter = <Value>(
  make: (parameter: LossParameter, key: LossParameterKey) => Value,
): Record<LossParameterKey, Value> => mapKeys(lossParameters, make)

const drawnParameters: ReadonlyMap<DrawnParameterKey, LossParameter> = new Map(
  [...lossParameters].filter(([key]) => takersOf(key).some(isErrorLoss)) as [DrawnParameterKey, LossParameter][],
)
/** The parameters of losses of errors, which figures of losses take. */
export const drawnParameterKeys: readonly DrawnParameterKey[] = [...drawnParameters.keys()]

/** Something for each of them, by its key. */
export const byDrawnParameter = <Value>(
  make: (parameter: LossParameter, key: DrawnParameterKey) => Value,
): Record<DrawnParameterKey, Value> => mapKeys(drawnParameters, make)

const usual: LossParameters = byLossParameter((parameter) => parameter.default)

/** A value for every parameter: what is given, and the default of what is not. */
export const parametersIn = (given: Readonly<Record<string, unknown>>): LossParameters =>
  byLossParameter((_, key) => {
    const value = given[key]
    return typeof value === 'number' ? value : usual[key]
  })

export type { LossSettings }

/** The parameters of losses of errors that are given, and no other. */
export const givenDrawnParameters = (
  given: Partial<Record<LossParameterKey, number | undefined>>,
): Partial<Record<DrawnParameterKey, number>> =>
  Object.fromEntries(drawnParameterKeys.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])))

/** What a figure of these losses says of parameters: those that they take, and those that every figure has. */
export const parametersOfFigure = (
  kinds: readonly LossKind[],
  given: Partial<LossParameters>,
): Partial<LossParameters> =>
  Object.fromEntries(
    [...lossParameters].flatMap(([key, parameter]) =>
      parameter.isInEveryFigure === true || kinds.some((kind) => parametersOfLoss(kind).includes(key))
        ? [[key, given[key] ?? parameter.default]]
        : [],
    ),
  )

/** A loss of errors with its parameters filled in. */
export type BoundLoss = {
  readonly recipe: ErrorLossRecipe
  readonly parameters: LossParameters
  /** Of one element with error d. */
  readonly value: (d: number) => number
  readonly derivative: (d: number) => number
}

/** The loss of errors that settings name, with its parameters. */
export function bindLoss(settings: LossSettings<ErrorLossKind>): BoundLoss {
  const recipe = losses[settings.loss]
  const parameters = parametersIn(settings)
  return {
    recipe,
    parameters,
    value: (d) => recipe.value(d, parameters),
    derivative: (d) => recipe.derivative(d, parameters),
  }
}

/** Every loss that Plateau trains on, as the files of `losses/` define them. */
import type { LossKind, LossParameter, LossParameterKey, LossParameters, LossRecipe, LossSettings } from '../loss'
import { collect, gather, inWords, mapKeys } from './collect'

const files = import.meta.glob<LossRecipe>('../losses/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const losses = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<LossKind, LossRecipe>
>
export const lossKinds: readonly LossKind[] = inOrder.map(({ kind }) => kind)

const [first] = lossKinds
if (first === undefined) throw new TypeError('There is no loss.')
/** What a run trains on that does not say; other losses are drawn beside it. */
export const usualLoss: LossKind = first

/** Whether a text names a loss that this version trains on. */
export const isLossKind = (text: unknown): text is LossKind => typeof text === 'string' && Object.hasOwn(losses, text)

/** The parameters of all losses, in the order of the losses. */
export const lossParameters: ReadonlyMap<LossParameterKey, LossParameter> = gather(
  inOrder.map(({ parameters }) => Object.entries(parameters) as [LossParameterKey, LossParameter][]),
)
export const lossParameterKeys: readonly LossParameterKey[] = [...lossParameters.keys()]

export const isLossParameter = (key: string): key is LossParameterKey => lossParameters.has(key as LossParameterKey)

/** The parameters that a loss takes, in its order; none of one that this version does not know. */
export const parametersOfLoss = (loss: unknown): readonly LossParameterKey[] =>
  isLossKind(loss) ? (Object.keys(losses[loss].parameters) as LossParameterKey[]) : []

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

const usual: LossParameters = byLossParameter((parameter) => parameter.default)

/** A value for every parameter: what is given, and the default of what is not. */
export const parametersIn = (given: Readonly<Record<string, unknown>>): LossParameters =>
  byLossParameter((_, key) => {
    const value = given[key]
    return typeof value === 'number' ? value : usual[key]
  })

export type { LossSettings }

/** The parameters that are given, and no other. */
export const givenParameters = (
  given: Partial<Record<LossParameterKey, number | undefined>>,
): Partial<LossParameters> =>
  Object.fromEntries(lossParameterKeys.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])))

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

/** A loss with its parameters filled in. */
export type BoundLoss = {
  readonly recipe: LossRecipe
  readonly parameters: LossParameters
  /** Of one element with error d. */
  readonly value: (d: number) => number
  readonly derivative: (d: number) => number
}

/** The loss that settings name, with its parameters. */
export function bindLoss(settings: LossSettings): BoundLoss {
  const recipe = losses[settings.loss]
  const parameters = parametersIn(settings)
  return {
    recipe,
    parameters,
    value: (d) => recipe.value(d, parameters),
    derivative: (d) => recipe.derivative(d, parameters),
  }
}

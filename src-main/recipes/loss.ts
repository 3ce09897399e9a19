/** What a loss is made of. Each stands in a file of its own in `losses/`; `registry.ts` finds it there. */
import type { z } from 'zod'
import type { RecipeSetting } from './setting'
import type { TensorOperations } from './tensors'

/**
 * Every loss with the settings it takes: each file adds its own by declaration merging, so that `LossKind` and the settings of a run are
 * known to the compiler without a list.
 */
export interface Losses {}
export type LossKind = keyof Losses
/** Of a loss that has no setting of its own. */
export type NoParameters = object

type KeyOf<Parameters> = Parameters extends unknown ? keyof Parameters : never
/** The settings of all losses. */
export type LossParameterKey = KeyOf<Losses[LossKind]>
/** A value for each of them, used or not. */
export type LossParameters = Readonly<Record<LossParameterKey, number>>
/** What of a run's settings decides on its loss; a parameter that is not given has its default. */
export type LossSettings = { readonly loss: LossKind } & Readonly<Partial<Record<LossParameterKey, number | undefined>>>

export type LossParameter = RecipeSetting<z.ZodNumber> & {
  /** What the page of losses draws at first, where that is not the default. */
  readonly drawnWith?: number
  /** Earlier versions refuse a figure of losses that lacks it, whatever losses it draws. */
  readonly isInEveryFigure?: true
}

export type LossTensors<Tensor> = {
  /** A scalar. */
  readonly loss: Tensor
  /** By the outputs, in their shape. */
  readonly gradient: Tensor
}

/** A loss is a function of the error of one element, output minus target; of a batch it is the mean over all elements. */
export type LossRecipe<Parameters = LossParameters> = {
  readonly kind: LossKind
  /** Its place among the losses, wherever they are listed: 1 is the first, and the usual one. */
  readonly place: number
  /** As people write it. */
  readonly name: string
  readonly words: {
    /** Beside its name, where a loss is chosen: "absolute error". */
    readonly choice: string
    /** What it measures, in the middle of a sentence: "half of squared error". Null where its name says it best. */
    scale(parameters: Parameters): string | null
    /** Below its parameter in the form; null where there is nothing to add. */
    hint(parameters: Parameters): string | null
    /** Of a report: "MSE is the squared error." */
    sentence(parameters: Parameters): string
  }
  /** By the error d of one element. */
  readonly formula: { readonly text: string; readonly tex: string }
  /** How lines of its runs are drawn everywhere, in pixels on and off, and what that is called for who does not see it. */
  readonly dash: readonly number[]
  readonly dashWord: string
  readonly parameters: Readonly<Partial<Record<LossParameterKey, LossParameter>>>
  /** The size of the error at which it changes its form, such as from a parabola to a line; null where it does nowhere. */
  bend(parameters: Parameters): number | null
  /** Of one element with error d, in double precision. */
  value(d: number, parameters: Parameters): number
  /** The derivative of {@link LossRecipe.value} by d; at a kink as PyTorch has it. */
  derivative(d: number, parameters: Parameters): number
  /** Its mean and the gradient of that. @param error of all elements. @param count of elements */
  tensors<Tensor>(
    operations: TensorOperations<Tensor>,
    error: Tensor,
    count: number,
    parameters: Parameters,
  ): LossTensors<Tensor>
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

type OwnParameters<Kind extends LossKind> = {
  readonly [Key in keyof Losses[Kind]]: LossParameter
}

/** A loss, held to what its file declares in {@link Losses}. */
export function defineLoss<Kind extends LossKind>(
  recipe: Omit<LossRecipe<Losses[Kind]>, 'kind' | 'parameters'> & {
    readonly kind: Kind
    readonly parameters: OwnParameters<Kind>
  },
): LossRecipe {
  return recipe
}

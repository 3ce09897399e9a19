/** What a loss is made of. Each stands in a file of its own in `losses/`; `registry.ts` finds it there. */
import type { z } from 'zod'
import type { ImageShape } from './data-source'
import type { ImageMeasure } from './metric'
import type { RecipeSetting } from './setting'
import type { TaskKind } from './task'
import type { ImageOperations, TensorOperations } from './tensors'

/**
 * Every loss of the error of one element with the settings it takes: each file adds its own by declaration merging, so that `LossKind` and the
 * settings of a run are known to the compiler without a list.
 */
export interface Losses {}
/** Every loss of whole images, in the same way: no curve over an error can be drawn of one. */
export interface ImageLosses {}
export type ErrorLossKind = keyof Losses
export type ImageLossKind = keyof ImageLosses
export type LossKind = ErrorLossKind | ImageLossKind
/** Weighted losses that are added, as `loss-sum.ts` writes them. */
export type LossSum = `${number}*${string}`
/** What a run trains on. */
export type RunLoss = LossKind | LossSum
/** Of a loss that has no setting of its own. */
export type NoParameters = object

type KeyOf<Parameters> = Parameters extends unknown ? keyof Parameters : never
/** The settings of all losses. */
export type LossParameterKey = KeyOf<Losses[ErrorLossKind] | ImageLosses[ImageLossKind]>
/** Those of losses of errors, which are drawn. */
export type DrawnParameterKey = KeyOf<Losses[ErrorLossKind]>
/** A value for each of them, used or not. */
export type LossParameters = Readonly<Record<LossParameterKey, number>>
/** What of a run's settings decides on its loss; a parameter that is not given has its default. */
export type LossSettings<Loss extends RunLoss = RunLoss> = { readonly loss: Loss } & Readonly<
  Partial<Record<LossParameterKey, number | undefined>>
>

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

/** What a loss of images is told of a batch. */
export type BatchImages<Tensor> = {
  readonly count: number
  /** Of one. */
  readonly shape: ImageShape
  /**
   * What each class counts for, [1, classes], for a loss of classes: its mean is by the weights of the images, as torch's is with `weight`. Null where all count alike
   * and each image is of one class; with weights, even of 1 alone, an image may be of several.
   */
  readonly weights: Tensor | null
}

type CommonRecipe<Kind extends LossKind, Parameters> = {
  readonly kind: Kind
  /** Whose runs train on it. */
  readonly task: TaskKind
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
  /** By the error d of one element, or by the images x and y. */
  readonly formula: { readonly text: string; readonly tex: string }
  /** How lines of its runs are drawn everywhere, in pixels on and off, and what that is called for who does not see it. */
  readonly dash: readonly number[]
  readonly dashWord: string
  readonly parameters: Readonly<Partial<Record<LossParameterKey, LossParameter>>>
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

/** A function of the error of one element, output minus target; of a batch it is the mean over all elements. */
export type ErrorLossRecipe<Parameters = LossParameters> = CommonRecipe<ErrorLossKind, Parameters> & {
  readonly of: 'errors'
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
}

/** A function of an image's outputs and targets; of a batch it is the mean over its images. */
export type ImageLossRecipe<Parameters = LossParameters> = CommonRecipe<ImageLossKind, Parameters> & {
  readonly of: 'images'
  /** Of one image, in double precision. @param targets in [0, 1], one image of the shape behind the other, which do not change afterwards. @param weights of classes, for a loss of classes: it is not yet divided by those of the images */
  prepare(targets: Float32Array, shape: ImageShape, parameters: Parameters, weights?: Float32Array | null): ImageMeasure
  /** Its mean over the images of a batch and the gradient of that. @param outputs and targets [count, elements] @param images how many, and their shape */
  tensors<Tensor>(
    operations: ImageOperations<Tensor>,
    outputs: Tensor,
    targets: Tensor,
    images: BatchImages<Tensor>,
    parameters: Parameters,
  ): LossTensors<Tensor>
  /** The least side of a picture that it has a value for. */
  readonly leastSide: number
}

export type LossRecipe = ErrorLossRecipe | ImageLossRecipe

type Defined<Recipe, Kind, Parameters> = Omit<Recipe, 'kind' | 'parameters' | 'of' | 'task'> & {
  readonly kind: Kind
  readonly parameters: { readonly [Key in keyof Parameters]: LossParameter }
}

/** A loss of errors, held to what its file declares in {@link Losses}. */
export const defineLoss = <Kind extends ErrorLossKind>(
  recipe: Defined<ErrorLossRecipe<Losses[Kind]>, Kind, Losses[Kind]>,
): ErrorLossRecipe => ({ ...recipe, of: 'errors', task: 'image-to-image' })

/** A loss of images, held to what its file declares in {@link ImageLosses}. */
export const defineImageLoss = <Kind extends ImageLossKind>(
  recipe: Defined<ImageLossRecipe<ImageLosses[Kind]>, Kind, ImageLosses[Kind]>,
): ImageLossRecipe => ({ ...recipe, of: 'images', task: 'image-to-image' })

/**
 * A loss of classes, held to what its file declares in {@link ImageLosses}. Its outputs are one for each class, from minus to plus infinity, and its targets
 * 1 at an image's own class and 0 at the others.
 */
export const defineClassLoss = <Kind extends ImageLossKind>(
  recipe: Omit<Defined<ImageLossRecipe<ImageLosses[Kind]>, Kind, ImageLosses[Kind]>, 'leastSide'>,
): ImageLossRecipe => ({ ...recipe, of: 'images', task: 'classification', leastSide: 1 })

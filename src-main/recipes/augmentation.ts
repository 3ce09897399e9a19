/** How training images are changed each time they are taken. Each way stands in a file of its own in `augmentations/`; the registry finds it there. */
import type { ImageShape } from './data-source'
import type { StepNumber } from './steps'

/** Every augmentation: each file adds its own by declaration merging. */
export interface Augmentations {}
export type AugmentationKind = keyof Augmentations

/** Random numbers of one image, or one batch, in one epoch. */
export type Draws = {
  /** Uniform in [0, 1). */
  uniform(): number
  /** A whole number in [0, limit). */
  below(limit: number): number
}

/** Bytes of an image, or numbers of a target that comes with it: row by row, the channels of a pixel beside each other. */
export type Picture = Uint8Array | Float32Array

/** Changes a picture in its place. It draws as many numbers whatever the picture is, so that a target moves as its image does. */
export type ChangePicture = (picture: Picture, draws: Draws) => void

type CommonRecipe = {
  readonly kind: AugmentationKind
  /** Its place among the augmentations, wherever they are listed: 1 is the first. */
  readonly place: number
  /** As people write it, in the middle of a sentence: "flipped horizontally with probability 0.5". */
  phrase(value: number): string
  /** One sentence of what it does. */
  readonly help: string
  /** Null for one that takes none. */
  readonly number: StepNumber | null
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

export type PictureAugmentation = CommonRecipe & {
  readonly of: 'picture'
  /**
   * What of a picture is another afterwards, which decides on the tasks that may take it. `places`: pixels move, and a target that comes with an
   * image moves alike. `colours`: a target that comes with it would not follow. `parts`: something is lost that a target still shows.
   */
  readonly changes: 'places' | 'colours' | 'parts'
  /** Why an image cannot be changed so, or the target that comes with it (null for none), as what goes on from "which"; null where it can. */
  refuse(image: ImageShape, target: ImageShape | null, value: number): string | null
  /** Made once for a run: room for what a picture was before. */
  prepare(shape: ImageShape, value: number): ChangePicture
}

/** Makes each image of a batch a mixture with another of the same batch, and its target alike. */
export type BatchAugmentation = CommonRecipe & {
  readonly of: 'batch'
  /** How much of itself an image keeps, in [0, 1]. */
  share(draws: Draws, value: number): number
}

export type AugmentationRecipe = PictureAugmentation | BatchAugmentation

/** An augmentation of single images, held to what its file declares in {@link Augmentations}. */
export const defineAugmentation = (recipe: Omit<PictureAugmentation, 'of'>): PictureAugmentation => ({
  ...recipe,
  of: 'picture',
})

/** An augmentation of batches, likewise. */
export const defineMixture = (recipe: Omit<BatchAugmentation, 'of'>): BatchAugmentation => ({ ...recipe, of: 'batch' })

/** The probability that an image is changed at all. */
export const probability: StepNumber = { label: 'probability', minimum: 0, maximum: 1, isWhole: false, default: 0.5 }

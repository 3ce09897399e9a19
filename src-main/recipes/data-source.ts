/** Where images come from that runs train on. Each source stands in a file of its own in `data-sets/`; the registry finds it there. */

/** Every source of images: each file adds its own by declaration merging. */
export interface DataSources {}
export type DataSourceKind = keyof DataSources

/** Sizes of one image, without the batch. Its values lie row by row, the channels of a pixel beside each other. */
export type ImageShape = readonly [height: number, width: number, channels: number]

export type DataSourceRecipe = {
  readonly kind: DataSourceKind
  /** Its place among the sources, wherever they are listed: 1 is the first, and the usual one. */
  readonly place: number
  /** As people write it. */
  readonly name: string
  /** Of every image, one byte for each value. */
  readonly shape: ImageShape
  /** How many images there are to train on, and how many others for validation. */
  readonly counts: { readonly training: number; readonly validation: number }
  /** What its labels mean: label 0 is the first. */
  readonly classes: readonly string[]
  /** What the first images of validation show, as people call them; samples are named after them. */
  readonly sampleNames: readonly string[]
}

/** A source, held to what its file declares in {@link DataSources}. */
export const defineDataSource = (recipe: DataSourceRecipe): DataSourceRecipe => recipe

/** How many values a shape has. */
export const sizeOfShape = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

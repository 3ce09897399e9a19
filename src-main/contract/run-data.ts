/** What a run's network takes and gives: worked out of its settings before anything trains, and without its images. */
import { sizeOfShape, type DataSourceKind, type DataSourceRecipe, type ImageShape } from '../recipes/data-source'
import { dataSources, usualDataSource } from '../recipes/registry/data-sets'

/** What of a run's settings decides on its data. A setting that is not given has the value of runs that were stored before it was there. */
export type DataSettings = { readonly dataSet?: DataSourceKind | undefined; readonly dataSeed?: number | undefined }

export type RunShapes = {
  /** Of one image as the network gets it: [height, width, channels]. */
  readonly input: ImageShape
  /** Of one target, and of what the network gives for an image. */
  readonly target: ImageShape
}

/** The source of a run's images. */
export const dataSourceOf = ({ dataSet = usualDataSource }: DataSettings): DataSourceRecipe => dataSources[dataSet]

/** Shapes of one input and one target. */
export const shapesOf = (settings: DataSettings): RunShapes => ({
  input: dataSourceOf(settings).shape,
  target: [28, 28, 1],
})

/** Values of a target: what the last layer has to give for an image. */
export const outputSizeOf = (settings: DataSettings): number => sizeOfShape(shapesOf(settings).target)

/** How much a run's sample images take: bytes of the inputs, and numbers of the targets as of an epoch's outputs. */
export type SampleSizes = { readonly inputs: number; readonly outputs: number }

/** @param images how many of them there are. */
export function sampleSizesOf(settings: DataSettings, images: number): SampleSizes {
  const { input, target } = shapesOf(settings)
  return { inputs: images * sizeOfShape(input), outputs: images * sizeOfShape(target) }
}

/** What is trained: an image out of an image. */
export const taskOf = (_settings: DataSettings): 'image-to-image' => 'image-to-image'

/** The data set's name in the history: images and what is made of them. */
export const dataNameOf = (settings: DataSettings): string => `${dataSourceOf(settings).kind}-flip-grey`

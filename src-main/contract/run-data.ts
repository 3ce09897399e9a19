/** What a run's network takes and gives: worked out of its settings before anything trains, and without its images. */
import { sizeOfShape, type ImageShape } from '../recipes/data-source'
import type { MetricKind } from '../recipes/metric'
import type { TaskKind } from '../recipes/task'
import { taskKinds, tasks, usualTask } from '../recipes/registry/tasks'
import { dataSources, isDataSourceKind, usualDataSource } from '../recipes/registry/data-sets'
import { readChain, shapeOfChain, usualChain, type Chain } from '../recipes/registry/transforms'
import { readOwnData, type OwnData } from './own-data'

/** What of a run's settings decides on its data. A setting that is not given has the value of runs that were stored before it was there. */
export type DataSettings = {
  readonly task?: TaskKind | undefined
  /** A source of the registry, or one's own as `own-data` writes it. */
  readonly dataSet?: string | undefined
  readonly targets?: string | undefined
  readonly inputNoise?: number | undefined
}

export type RunShapes = {
  /** Of one image as the network gets it: [height, width, channels]. */
  readonly input: ImageShape
  /** Of one target, and of what the network gives for an image. Of classes, each is a channel of a single pixel. */
  readonly target: ImageShape
}

/** Where a run's images come from. */
export type RunSource = {
  /** As people write it. */
  readonly name: string
  readonly shape: ImageShape
  /** Of targets that come with the images; null where they are made of them. */
  readonly targetShape: ImageShape | null
  readonly counts: { readonly training: number; readonly validation: number }
  /** What labels mean. Those of one's own are in the history and with the images; here they have numbers. */
  readonly classes: readonly string[]
  /** What the first images of validation are called. */
  readonly sampleNames: readonly string[]
  /** Null for one of the registry. */
  readonly own: OwnData | null
}

/** The fixed validation images shown as samples: the first eight. */
export const sampleImageCount = 8

/** The source of a run's images. @throws RangeError for a data set that no schema has let through */
export function dataSourceOf({ dataSet = usualDataSource }: DataSettings): RunSource {
  if (isDataSourceKind(dataSet)) return { ...dataSources[dataSet], targetShape: null, own: null }
  const own = readOwnData(dataSet)
  if (own === null) throw new RangeError(`${dataSet} is no data set.`)
  return {
    name: own.name,
    shape: own.input,
    targetShape: own.target,
    counts: own.counts,
    classes: Array.from({ length: own.classes }, (_, label) => `class ${label + 1}`),
    sampleNames: Array.from({ length: sampleImageCount }, (_, image) => `image ${image + 1}`),
    own,
  }
}

/** Whether a text names a data set at all: whether it is there is for the core to say. */
export const isDataSet = (text: string): boolean => isDataSourceKind(text) || readOwnData(text) !== null

/** Shapes of one input and one target, or why there are none. */
export function findShapes(settings: DataSettings): RunShapes | string {
  const { shape: input, classes, targetShape } = dataSourceOf(settings)
  if (taskOf(settings) === 'classification') return { input, target: [1, 1, classes.length] }
  if (targetShape !== null) return { input, target: targetShape }
  const chain = readChain(settings.targets ?? usualChain)
  const target = typeof chain === 'string' ? chain : shapeOfChain(chain, input)
  return typeof target === 'string' ? target : { input, target }
}

/** Shapes of one input and one target. @throws RangeError for settings that no schema has let through */
export function shapesOf(settings: DataSettings): RunShapes {
  const shapes = findShapes(settings)
  if (typeof shapes === 'string') throw new RangeError(`Targets ${shapes}.`)
  return shapes
}

/** What a run's targets are made with. @throws RangeError for settings that no schema has let through */
export function chainOf({ targets = usualChain }: DataSettings): Chain {
  const chain = readChain(targets)
  if (typeof chain === 'string') throw new RangeError(`Targets ${chain}.`)
  return chain
}

/** Values of a target: what the last layer has to give for an image. */
export const outputSizeOf = (settings: DataSettings): number => sizeOfShape(shapesOf(settings).target)

/** How much a run's sample images take: bytes of the inputs, and numbers of the targets as of an epoch's outputs. */
export type SampleSizes = { readonly inputs: number; readonly outputs: number }

/** @param images how many of them there are. */
export function sampleSizesOf(settings: DataSettings, images: number): SampleSizes {
  const { input, target } = shapesOf(settings)
  return { inputs: images * sizeOfShape(input), outputs: images * sizeOfShape(target) }
}

/** What a network is trained to do. */
export const taskOf = ({ task = usualTask }: DataSettings): TaskKind => task

/** The metric whose best epoch is the run's best: its weights are kept, and runs of one task are compared on it. */
export const decidingMetricOf = (settings: DataSettings): MetricKind => tasks[taskOf(settings)].decides

/** Of every task, in their order. */
export const decidingMetrics: readonly MetricKind[] = taskKinds.map((task) => tasks[task].decides)

/** What every run trained on before there was a choice has the name that is in histories since then. */
const earlierNames: ReadonlyMap<string, string> = new Map([
  ['cifar10-resize28-grey-flip-horizontal-flip-vertical', 'cifar10-flip-grey'],
])

/** The data set's name in the history: images and what is made of them. Runs of one name have the same images and targets. */
export function dataNameOf(settings: DataSettings): string {
  const { own, targetShape } = dataSourceOf(settings)
  const { dataSet = usualDataSource, targets = usualChain, inputNoise = 0 } = settings
  const kind = own === null ? dataSet : `${own.name}@${own.hash}`
  const noise = inputNoise === 0 ? '' : `-noise${inputNoise}`
  if (taskOf(settings) === 'classification') return `${kind}-classes${noise}`
  if (targetShape !== null) return `${kind}-pairs${noise}`
  const name = [kind, ...targets.split(' ')].join('-').replaceAll(':', '')
  return `${earlierNames.get(name) ?? name}${noise}`
}

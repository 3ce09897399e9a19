/** What is compared: ten seeds of each architecture and loss, at sizes that a machine of two cores trains in an hour. */
import { architectureKinds, requireRunConfig, type RunConfig } from '../../src-main/contract/config'
import { reproductionLosses } from '../../src-main/contract/reproduction'

export type Cell = { readonly architecture: RunConfig['architecture']; readonly loss: RunConfig['loss'] }
export type Engine = 'plateau' | 'torch'

/** One run, and what it reached. */
export type ParityRun = Cell & {
  readonly engine: Engine
  readonly seed: number
  /** Of the last epoch. */
  readonly valMse: number
  readonly seconds: number
  /** Such as "native TensorFlow 2.18.0, engine 2, 1 thread", and "torch 2.13.0". */
  readonly madeWith: string
}

/** Adam with its defaults; early stopping off, so that every run has the same epochs. */
export const sharedSettings = {
  trainSize: 5_000,
  validationSize: 1_000,
  epochs: 8,
  batchSize: 64,
  learningRate: 1e-3,
  dataSeed: 1,
  earlyStopping: false,
} as const

export const cells: readonly Cell[] = architectureKinds.flatMap((architecture) =>
  reproductionLosses.map((loss) => ({ architecture, loss })),
)

/** The config of one run. */
export function configOf({ architecture, loss }: Cell, seed: number): RunConfig {
  return requireRunConfig({ ...sharedSettings, architecture, loss, seed })
}

/** The means may differ by this share of torch's, or else the difference has to be one that chance explains. */
export const largestDifference = 0.03
export const smallestProbability = 0.01

export type Comparison = Cell & {
  readonly ours: readonly number[]
  readonly torch: readonly number[]
  readonly oursMean: number
  readonly torchMean: number
  /** Of the sample, n - 1; NaN for one seed. */
  readonly oursDeviation: number
  readonly torchDeviation: number
  /** (ours - torch) / torch. */
  readonly difference: number
  /** Welch's two-sided p; null when a side has fewer than two seeds. */
  readonly probability: number | null
  readonly agrees: boolean
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

/** @param probability Welch's p of the two samples. */
export function compare(
  cell: Cell,
  ours: readonly number[],
  torch: readonly number[],
  probability: number | null,
): Comparison {
  const [oursMean, torchMean] = [meanOf(ours), meanOf(torch)]
  const difference = (oursMean - torchMean) / torchMean
  return {
    ...cell,
    ours,
    torch,
    oursMean,
    torchMean,
    oursDeviation: deviationOf(ours),
    torchDeviation: deviationOf(torch),
    difference,
    probability,
    agrees: Math.abs(difference) <= largestDifference || (probability ?? 0) > smallestProbability,
  }
}

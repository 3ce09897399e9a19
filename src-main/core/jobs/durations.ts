/**
 * How long runs take: a model with its overheads, fitted to the runs that were measured here.
 *
 * A run's seconds are warmUp x attempts + epochs x (perEpoch + perStep x steps + perImage x images), images weighted by the network's work.
 * It is fitted in logarithms, each constant starting from a reference machine's and moving only as far as measurements carry it: a run of
 * one step tells about overheads and next to nothing of what an image costs, so that estimates of large runs stay where they were. (A maximum
 * a posteriori estimate under log-normal errors, by Gauss-Newton steps; Gelman et al., Bayesian Data Analysis, 3rd ed., ch. 4 and 13.)
 */
import { isReportArchitecture, type ArchitectureKind, type RunConfig } from '../../contract/config'
import type { EstimateBasis } from '../../contract/api'
import type { BackendKind, RunSummary } from '../../contract/run'
import { solveSymmetric } from '../../maths/linear'
import { countMultiplyAdds } from './estimates'

/** What a run needs, apart from how fast the machine is: how often each of the model's constants is due. */
type Workload = readonly [warmUps: number, epochs: number, steps: number, images: number]
/** Seconds of each constant. */
type Constants = Workload

export type Duration = {
  /** One epoch, validation included. */
  readonly secondsPerEpoch: number
  /** What the first epoch takes longer. */
  readonly warmUpSeconds: number
  /** Training images over the seconds that training on them takes. */
  readonly imagesPerSecond: number
  readonly basis: EstimateBasis
}

/**
 * Images/s that the default widths reach on a machine like the one the figures were taken on, by threads for native (1, then
 * 2 and more) and for wasm, at a batch of 64.
 */
const referenceSpeeds: Record<BackendKind, Record<ArchitectureKind, readonly [oneThread: number, more: number]>> = {
  native: { plain: [1_950, 3_200], pooled: [1_500, 2_300] },
  wasm: { plain: [315, 315], pooled: [231, 231] },
}
const referenceBatch = 64
/** Of that machine too: loading kernels, closing an epoch, and the share of a step that does not depend on its images. */
const referenceWarmUp = 0.7
const referencePerEpoch = 0.05
const stepShare = 0.1

/**
 * How far, as a factor's logarithm, a machine's constants lie from the reference's: about two thirds of machines are within it. Warming up and
 * closing an epoch wait for disk and memory and vary most, so that a small run which was slow is taken to have waited for these.
 */
const spread: Constants = [Math.log(6), Math.log(6), Math.log(2), Math.log(2.5)]
/** The same of a measured run against what the model says of it: other programs, a warm or a cold processor. */
const noise = 0.2
/** Seconds by which any run may be off whatever its size: one of half a second tells next to nothing. */
const noiseSeconds = 0.5
/**
 * How far steps and images may leave the reference, by the images that the largest measured run has seen: a factor of 3 up to 500 images,
 * rising to 100 at 20,000. What such a small run says would be multiplied by thousands.
 */
const leverage = { images: [500, 20_000], factor: [3, 100] } as const
/** Deviations from which on a measurement counts as an outlier, and pulls no harder (Huber). */
const outlierFrom = 1.5
/** Runs alike in size say the same thing again: so many of the newest count. */
const mostAlike = 3
/** Until here the logarithm of an estimate is known well enough to call it measured: a factor of 1.35 in two of three cases. */
const measuredWithin = Math.log(1.35)
/** Or to so many seconds. */
const measuredWithinSeconds = 1

/** A validation image costs a forward pass only: about a third of a training image. */
const validationShare = 1 / 3

function workOf(
  config: RunConfig,
  usual: RunConfig,
): { steps: number; images: number; trainSteps: number; trainImages: number } {
  const { trainSize, validationSize, batchSize } = config
  const scale = countMultiplyAdds(config) / countMultiplyAdds(usual)
  const trainSteps = Math.ceil(trainSize / batchSize)
  return {
    trainSteps,
    trainImages: trainSize * scale,
    steps: trainSteps + Math.ceil(validationSize / referenceBatch) * validationShare,
    images: (trainSize + validationSize * validationShare) * scale,
  }
}

/** Of an architecture that is not the report's, as `plain` would take for as many multiply-adds. */
const referenceOf = (architecture: string): ArchitectureKind =>
  isReportArchitecture(architecture) ? architecture : 'plain'

function referenceConstants(backend: BackendKind, architecture: string, threads: number): Constants {
  const [oneThread, more] = referenceSpeeds[backend][referenceOf(architecture)]
  const perStep = referenceBatch / (threads > 1 ? more : oneThread)
  return [referenceWarmUp, referencePerEpoch, perStep * stepShare, (perStep * (1 - stepShare)) / referenceBatch]
}

/** `seen`: training images over all epochs, whatever the network. */
type Measurement = { readonly workload: Workload; readonly seconds: number; readonly seen: number }

/** The largest change of each constant's logarithm. */
function limitsFor(measured: readonly Measurement[]): Constants {
  const [fewImages, manyImages] = leverage.images
  const [smallFactor, largeFactor] = leverage.factor
  const most = Math.max(fewImages, ...measured.map(({ seen }) => seen))
  const share = Math.min(1, Math.log(most / fewImages) / Math.log(manyImages / fewImages))
  const limit = Math.log(smallFactor) + share * Math.log(largeFactor / smallFactor)
  return [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, limit, limit]
}
/** Constants, and how well each logarithm is known beside the others (their covariance, 4 x 4). */
type Fit = { readonly constants: Constants; readonly covariance: readonly (readonly number[])[] }

const secondsOf = (workload: readonly number[], constants: readonly number[]): number =>
  workload.reduce((sum, count, at) => sum + count * (constants[at] ?? 0), 0)

/** The share that each constant has in a workload's seconds. */
function sharesOf(workload: Workload, constants: Constants): number[] {
  const whole = secondsOf(workload, constants)
  return workload.map((count, at) => (count * (constants[at] ?? 0)) / whole)
}

/** So many steps bring the fit to where it stays; each changes a constant by a factor of e at most. */
const fitSteps = 25

/** The equations of one step, for changes of the constants' logarithms: (J'WJ + P) move = J'Wr - P change. */
type Equations = { readonly precision: number[][]; readonly pull: number[] }

function equationsAt(constants: Constants, change: readonly number[], measured: readonly Measurement[]): Equations {
  const precision = spread.map((width, row) => spread.map((_, column) => (row === column ? 1 / width ** 2 : 0)))
  const pull = spread.map((width, at) => -(change[at] ?? 0) / width ** 2)
  for (const { workload, seconds } of measured) {
    const shares = sharesOf(workload, constants)
    const residual = Math.log(seconds / secondsOf(workload, constants))
    const deviation = Math.hypot(noise, noiseSeconds / seconds)
    const weight = Math.min(1, (outlierFrom * deviation) / Math.abs(residual)) / deviation ** 2
    shares.forEach((share, row) => {
      pull[row] = (pull[row] ?? 0) + weight * share * residual
      const line = precision[row]
      shares.forEach((other, column) => {
        if (line) line[column] = (line[column] ?? 0) + weight * share * other
      })
    })
  }
  return { precision, pull }
}

/** The same with some constants held where they are. */
function hold({ precision, pull }: Equations, isHeld: readonly boolean[]): Equations {
  return {
    precision: precision.map((line, row) =>
      line.map((value, column) => (isHeld[row] || isHeld[column] ? (row === column ? 1 : 0) : value)),
    ),
    pull: pull.map((value, at) => (isHeld[at] ? 0 : value)),
  }
}

function fit(reference: Constants, measured: readonly Measurement[]): Fit {
  const limits = limitsFor(measured)
  let change = reference.map(() => 0)
  const constantsAt = (logarithms: readonly number[]) =>
    reference.map((constant, at) => constant * Math.exp(logarithms[at] ?? 0)) as unknown as Constants
  for (let step = 0; step < fitSteps; step += 1) {
    const equations = equationsAt(constantsAt(change), change, measured)
    const free = solveSymmetric(equations.precision, equations.pull)
    // One that has come to its limit and would go on stays there, and the others make up for it.
    const isHeld = free.map(
      (move, at) => Math.abs(change[at] ?? 0) >= (limits[at] ?? 0) && move * (change[at] ?? 0) > 0,
    )
    const held = hold(equations, isHeld)
    const moves = isHeld.includes(true) ? solveSymmetric(held.precision, held.pull) : free
    change = change.map((value, at) => {
      const limit = limits[at] ?? 0
      return Math.max(-limit, Math.min(limit, value + Math.max(-1, Math.min(1, moves[at] ?? 0))))
    })
  }
  const constants = constantsAt(change)
  const { precision } = equationsAt(constants, change, measured)
  const covariance = spread.map((_, at) =>
    solveSymmetric(
      precision,
      spread.map((_width, other) => (other === at ? 1 : 0)),
    ),
  )
  return { constants, covariance }
}

/** Deviation of the logarithm of a workload's seconds. */
function uncertaintyOf(workload: Workload, { constants, covariance }: Fit): number {
  const shares = sharesOf(workload, constants)
  const variance = shares.reduce(
    (sum, share, row) =>
      sum + share * shares.reduce((inner, other, column) => inner + other * (covariance[row]?.[column] ?? 0), 0),
    0,
  )
  return Math.sqrt(Math.max(0, variance))
}

/** Of runs of about one size the newest few. @param runs newest first */
function withoutRepeats(measured: readonly Measurement[]): Measurement[] {
  const seen = new Map<string, number>()
  return measured.filter(({ workload }) => {
    const size = workload.map((count) => Math.round(Math.log2(Math.max(count, 1)))).join(' ')
    const count = (seen.get(size) ?? 0) + 1
    seen.set(size, count)
    return count <= mostAlike
  })
}

export type DurationOptions = {
  readonly backend: BackendKind
  readonly threads: number
  /** Runs with finished epochs, newest first. */
  readonly earlier: readonly RunSummary[]
  /** A run at its architecture's usual settings: what the reference speeds are of. */
  readonly usual: (architecture: ArchitectureKind) => RunConfig
}

/** Estimates for one backend and number of threads; each architecture is fitted once, to the runs of it that were trained so. */
export function createDurationModel({
  backend,
  threads,
  earlier,
  usual,
}: DurationOptions): (config: RunConfig) => Duration {
  const fits = new Map<string, { fit: Fit; isMeasured: boolean }>()

  function fitOf(architecture: string) {
    const known = fits.get(architecture)
    if (known) return known
    const measured = earlier.flatMap(({ recipe, environment, epochs, attempts, trainingSeconds }): Measurement[] => {
      const isAlike =
        recipe?.architecture === architecture &&
        environment?.backend === backend &&
        environment.threads === threads &&
        epochs > 0 &&
        trainingSeconds > 0 &&
        Number.isFinite(trainingSeconds)
      if (!isAlike) return []
      const { steps, images } = workOf(recipe, usual(referenceOf(architecture)))
      const workload = [Math.max(1, attempts), epochs, epochs * steps, epochs * images] as const
      return [{ workload, seconds: trainingSeconds, seen: epochs * recipe.trainSize }]
    })
    const made = {
      fit: fit(referenceConstants(backend, architecture, threads), withoutRepeats(measured)),
      isMeasured: measured.length > 0,
    }
    fits.set(architecture, made)
    return made
  }

  return (config) => {
    const { fit: found, isMeasured } = fitOf(config.architecture)
    const { steps, images, trainSteps, trainImages } = workOf(config, usual(referenceOf(config.architecture)))
    const { constants } = found
    const workload = [1, config.epochs, config.epochs * steps, config.epochs * images] as const
    const deviation = uncertaintyOf(workload, found)
    const isKnown = deviation <= measuredWithin || deviation * secondsOf(workload, constants) <= measuredWithinSeconds
    return {
      secondsPerEpoch: secondsOf([0, 1, steps, images], constants),
      warmUpSeconds: constants[0],
      imagesPerSecond: config.trainSize / secondsOf([0, 0, trainSteps, trainImages], constants),
      basis: !isMeasured ? 'reference' : isKnown ? 'measured' : 'extrapolated',
    }
  }
}

/** Seconds of so many epochs to come, with the time that their trainer takes to warm up. */
export function secondsOfEpochs({ secondsPerEpoch, warmUpSeconds }: Duration, epochs: number): number {
  return epochs <= 0 ? 0 : warmUpSeconds + epochs * secondsPerEpoch
}

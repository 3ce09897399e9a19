/** What torch makes of each loss of the registry: its fixture is the one that its file names (tests/oracle/make_loss_fixtures.py). */
import type { ArchitectureKind, RunConfig } from '../../../src-main/contract/config'
import type { JsonNumber } from '../../../src-main/contract/numbers'
import type { ErrorLossKind, LossKind, LossSettings, RunLoss } from '../../../src-main/recipes/loss'
import { errorLossKinds, lossKinds, losses, parametersOfLoss } from '../../../src-main/recipes/registry/losses'
import { readFixture } from './oracle'

type Case<Values, Loss extends RunLoss = RunLoss> = LossSettings<Loss> & Values
/** Three pictures: the loss of their outputs beside their targets, and its gradient. */
type PictureCase = Case<{ value: number; gradient: string }>

/** What every loss is tried on. */
export const lossInputs = readFixture<{
  /** Of single elements. */
  errors: readonly JsonNumber[]
  /** Of a batch. */
  outputs: number[]
  targets: number[]
  /** 3 x 784 each. */
  pictures: { outputs: string; targets: string }
  networks: Record<ArchitectureKind, Pick<RunConfig, 'filters' | 'kernelSizes' | 'hiddenUnits'>>
}>('losses-inputs.json')

/** "smooth-l1, beta 0.25". */
export const titleOf = (settings: LossSettings): string =>
  [settings.loss, ...parametersOfLoss(settings.loss).map((key) => `${key} ${settings[key]}`)].join(', ')

export type LossFixture = {
  networks: Record<ArchitectureKind, Case<{ value: number; gradients: string[] }>[]>
  /** By the cases of metrics-inputs.json. */
  images: Record<string, Case<{ value: number }>[]>
  /** Of losses of whole images. */
  pictures?: PictureCase[]
}
/** What only losses of single errors have. */
type ErrorLossFixture = LossFixture & {
  /** Of each of the inputs' errors, in double precision. */
  elements: Case<{ values: readonly JsonNumber[]; gradients: readonly JsonNumber[] }, ErrorLossKind>[]
  tensors: Case<{ value: number; gradient: number[] }>[]
  /** Over the bins of maths-error-histogram.json. */
  histogram: Case<{ value: number }, ErrorLossKind>[]
}

export const lossFixtures = Object.fromEntries(
  lossKinds.map((kind) => [kind, readFixture<LossFixture>(losses[kind].fixture)]),
) as Readonly<Record<LossKind, LossFixture>>

export const errorLossFixtures = Object.fromEntries(
  errorLossKinds.map((kind) => [kind, readFixture<ErrorLossFixture>(losses[kind].fixture)]),
) as Readonly<Record<ErrorLossKind, ErrorLossFixture>>

/** Of sums of weighted losses. */
export const sumFixtures = readFixture<Pick<LossFixture, 'images'> & { pictures: PictureCase[] }>('loss-sums.json')

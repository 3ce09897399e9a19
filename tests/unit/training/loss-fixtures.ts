/** What torch makes of each loss of the registry: its fixture is the one that its file names (tests/oracle/make_loss_fixtures.py). */
import type { RunConfig } from '../../../src-main/contract/config'
import type { JsonNumber } from '../../../src-main/contract/numbers'
import type { LossKind } from '../../../src-main/recipes/loss'
import { lossKinds, losses, parametersOfLoss, type LossSettings } from '../../../src-main/recipes/registry/losses'
import { readFixture } from './oracle'

type Case<Values> = LossSettings & Values
type Architecture = RunConfig['architecture']

/** What every loss is tried on. */
export const lossInputs = readFixture<{
  /** Of single elements. */
  errors: readonly JsonNumber[]
  /** Of a batch. */
  outputs: number[]
  targets: number[]
  networks: Record<Architecture, Pick<RunConfig, 'filters' | 'kernelSizes' | 'hiddenUnits'>>
}>('losses-inputs.json')

/** "smooth-l1, beta 0.25". */
export const titleOf = (settings: LossSettings): string =>
  [settings.loss, ...parametersOfLoss(settings.loss).map((key) => `${key} ${settings[key]}`)].join(', ')

export type LossFixture = {
  /** Of each of the inputs' errors, in double precision. */
  elements: Case<{ values: readonly JsonNumber[]; gradients: readonly JsonNumber[] }>[]
  tensors: Case<{ value: number; gradient: number[] }>[]
  networks: Record<Architecture, Case<{ value: number; gradients: string[] }>[]>
  /** By the cases of metrics-inputs.json. */
  images: Record<string, Case<{ value: number }>[]>
  /** Over the bins of maths-error-histogram.json. */
  histogram: Case<{ value: number }>[]
}

export const lossFixtures = Object.fromEntries(
  lossKinds.map((kind) => [kind, readFixture<LossFixture>(losses[kind].fixture)]),
) as Readonly<Record<LossKind, LossFixture>>

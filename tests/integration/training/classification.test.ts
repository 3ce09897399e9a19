/** Classification through the real trainer: what an epoch says, and that a resumed run goes on with the same. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normKeys } from '../../../src-main/contract/norms'
import { readCheckpoint } from '../../../src-main/training/checkpoints/choose'
import {
  expectSameCurve,
  resumeCommand,
  runTrainer,
  small,
  startCommand,
  type Outcome,
  type StartCommand,
} from './trainer-process'

let folder: string
let start: StartCommand
let alone: Outcome
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-classes-'))
  start = startCommand(folder, {
    ...small.pooled,
    task: 'classification',
    labelSmoothing: 0.1,
    epochs: 4,
    inputNoise: 0.05,
    classWeights: 'balanced',
    augment: 'flip-vertical crop:2 colour cutout:6 mixup',
  })
  alone = await runTrainer(start)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a run that says classes', () => {
  it('announces metrics of classes and no others, with the matrix that they come from', () => {
    expect(alone.ended).toMatchObject({ reason: 'completed' })
    expect(alone.epochs).toHaveLength(4)
    for (const { values, confusion, sampleOutputs } of alone.epochs) {
      expect(Object.keys(values).sort()).toEqual([
        'train_loss',
        'val_accuracy',
        'val_f1',
        'val_top5',
        'validation_loss',
      ])
      expect(confusion).toHaveLength(100)
      expect(confusion!.reduce((sum, count) => sum + count, 0)).toBe(start.config.validationSize)
      const right = Array.from({ length: 10 }, (_, at) => confusion![at * 11]!).reduce((sum, count) => sum + count, 0)
      expect(values.val_accuracy).toBe(right / start.config.validationSize)
      expect(sampleOutputs).toHaveLength(80)
    }
  })

  it('keeps the weights of the epoch whose accuracy is the greatest so far, and of the last', () => {
    let best = -1
    const expected = alone.epochs.map(({ epoch, values }) => {
      const isBest = values.val_accuracy! > best
      if (isBest) best = values.val_accuracy!
      return isBest || epoch === 4
    })
    expect(alone.epochs.map(({ checkpoints }) => checkpoints.some(({ kind }) => kind === 'weights'))).toEqual(expected)
  })

  it('trains on the same bits where norms are recorded, which are those of the weights', async () => {
    const recorded = await runTrainer({ ...start, attempt: 3, config: { ...start.config, norms: true } })
    expectSameCurve(recorded.epochs, alone.epochs)
    const { norms = {}, checkpoints } = recorded.epochs.at(-1)!
    expect(Object.keys(norms).sort()).toEqual(normKeys({ ...start.config, norms: true }).sort())
    const { contents } = readCheckpoint(
      folder,
      checkpoints.find(({ kind }) => kind === 'weights')!,
    )
    const [weight, bias] = ['weight', 'bias'].map((name) => contents.tensors.get(`layers.0.${name}`)!.values)
    const norm = Math.hypot(...weight!, ...bias!)
    expect(norms['norms/weight/layers.0']! / norm).toBeCloseTo(1, 5)
    for (const value of Object.values(norms)) expect(value).toBeGreaterThan(0)
    expect(alone.epochs[0]!.norms).toBeUndefined()
  })

  it('goes on from a checkpoint with the same bits', async () => {
    const resumed = await runTrainer({ ...resumeCommand(start, alone.epochs.slice(0, 2)), attempt: 2 })
    expectSameCurve(resumed.epochs, alone.epochs.slice(2))
  })
})

/** Classification through the real trainer: what an epoch says, and that a resumed run goes on with the same. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

  it('goes on from a checkpoint with the same bits', async () => {
    const resumed = await runTrainer({ ...resumeCommand(start, alone.epochs.slice(0, 2)), attempt: 2 })
    expectSameCurve(resumed.epochs, alone.epochs.slice(2))
  })
})

/** What a trainer announces, what it goes on with, and how it ends: over its real protocol. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import { decodeRecord } from '../../../src-main/training/checkpoints/record'
import { decodeSafetensors } from '../../../src-main/training/checkpoints/safetensors'
import { hasNative } from '../../unit/training/backends'
import {
  checkpointsOf,
  expectSameCurve,
  resumeCommand,
  runTrainer,
  small,
  startCommand,
  type Outcome,
  type StartCommand,
} from './trainer-process'

// Noise on the inputs is another at each epoch: a resumed run has to go on with the same.
const config: RunConfigInput = { ...small.pooled, epochs: 6, inputNoise: 0.1, targets: 'resize:16 grey' }
let folder: string
let start: StartCommand
let alone: Outcome
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-trainer-'))
  start = startCommand(folder, config)
  alone = await runTrainer(start, hasNative ? {} : { environment: { PLATEAU_BACKEND: 'wasm' } })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const kindsOf = ({ epochs }: Outcome) => epochs.map(({ checkpoints }) => checkpoints.map(({ kind }) => kind).join())

/** The attempts of this file all go on from `alone`; each has a number of its own. */
let attempts = 1
const resume = (epochs: number, given: Partial<StartCommand> = {}, settings: RunConfigInput = {}) => {
  attempts += 1
  const command = resumeCommand(start, alone.epochs.slice(0, epochs))
  return runTrainer({
    ...command,
    attempt: attempts,
    ...given,
    config: startCommand(folder, { ...config, ...settings }).config,
  })
}

describe('an epoch that is announced', () => {
  it('has its checkpoints on the disk, as it says', () => {
    expect(alone.ended).toMatchObject({ reason: 'completed' })
    for (const { epoch, checkpoints } of alone.epochs) {
      expect(checkpoints[0]).toMatchObject({ kind: 'whole', epoch })
      for (const { file, bytes, sha256 } of checkpoints) {
        const contents = readFileSync(join(folder, file))
        expect(contents.length).toBe(bytes)
        expect(createHash('sha256').update(contents).digest('hex')).toBe(sha256)
      }
    }
  })

  it('has weights besides where it is the best by val_mse so far, or the last', () => {
    let best = Infinity
    const expected = alone.epochs.map(({ epoch, values }) => {
      const isBest = values.val_mse! < best
      if (isBest) best = values.val_mse!
      return isBest || epoch === 6 ? 'whole,weights' : 'whole'
    })
    expect(kindsOf(alone)).toEqual(expected)
  })

  it('says in its file what it is, under the names that torch has for its values', () => {
    const [file] = checkpointsOf(alone.epochs.slice(-1), 'whole')
    const { metadata, tensors } = decodeSafetensors(readFileSync(join(folder, file!.file)))
    const { values, elapsedSeconds } = alone.epochs.at(-1)!
    expect(decodeRecord(metadata)).toMatchObject({
      format: 'plateau-checkpoint',
      kind: 'whole',
      run: start.run,
      epoch: 6,
      step: 6 * 7,
      optimizerSteps: 6 * 7,
      config: start.config,
      values,
      elapsedSeconds,
    })
    const weights = [0, 1, 4, 5, 9, 11].flatMap((layer) => [`layers.${layer}.weight`, `layers.${layer}.bias`])
    const statistics = [1, 5].flatMap((layer) => [`layers.${layer}.running_mean`, `layers.${layer}.running_var`])
    const slots = ['first', 'second'].flatMap((part) => weights.map((name) => `optimizer.${part}.${name}`))
    expect([...tensors.keys()].sort()).toEqual([...weights, ...statistics, ...slots].sort())
    expect(tensors.get('layers.0.weight')!.shape).toEqual([5, 5, 3, 3])
  })
})

describe('a run that is resumed', () => {
  it('goes on in its count of steps and seconds, in a folder of its own', async () => {
    const resumed = await resume(3)
    expect(resumed.fromEpoch).toBe(3)
    expectSameCurve(resumed.epochs, alone.epochs.slice(3))
    const batch = resumed.messages.find((message) => message.type === 'batch')
    expect(batch).toMatchObject({ epoch: 4, step: expect.any(Number) as number })
    expect(batch!.step).toBeGreaterThan(3 * 7)
    expect(batch!.elapsedSeconds).toBeGreaterThan(alone.epochs[2]!.elapsedSeconds)
    for (const { checkpoints } of resumed.epochs)
      for (const { file } of checkpoints) expect(file.startsWith(`${attempts}/`)).toBe(true)
  })

  it('after its last epoch is completed at once', async () => {
    const resumed = await resume(6)
    expect(resumed.epochs).toEqual([])
    expect(resumed.ended).toMatchObject({ reason: 'completed' })
  })

  it('knows the best of the epochs before', async () => {
    const resumed = await resume(3, { earlier: [{ epoch: 2, elapsedSeconds: 1, value: 0 }] })
    expect(kindsOf(resumed)).toEqual(['whole', 'whole', 'whole,weights'])
  })

  it('trains to the last epoch that was asked for', async () => {
    const resumed = await resume(3, { lastEpoch: 5 })
    expect(resumed.ended).toMatchObject({ reason: 'completed' })
    expectSameCurve(resumed.epochs, alone.epochs.slice(3, 5))
    expect(kindsOf(resumed).at(-1)).toBe('whole,weights')
  })

  it('with other settings than its checkpoint is refused, with a sentence', async () => {
    const refused = await resume(3, {}, { filters: [3, 5] })
    expect(refused.ended).toMatchObject({
      reason: 'failed',
      code: 'checkpoint-corrupt',
      message: expect.stringMatching(/epoch 3.* different settings \(filters\)\. Launch/) as string,
    })
    expect(refused.epochs).toEqual([])
  })
})

describe('a run with an average of its weights', () => {
  it('keeps the average as its weights, and beside it what it goes on training', async () => {
    attempts += 1
    const averaged = await runTrainer(
      startCommand(folder, { ...config, epochs: 2, averageDecay: 0.9 }, { attempt: attempts }),
      hasNative ? {} : { environment: { PLATEAU_BACKEND: 'wasm' } },
    )
    expect(averaged.ended).toMatchObject({ reason: 'completed' })
    const [whole, weights] = (['whole', 'weights'] as const).map((kind) => {
      const file = checkpointsOf(averaged.epochs, kind).at(-1)!
      return decodeSafetensors(readFileSync(join(folder, file.file))).tensors
    })
    expect([...weights!.keys()].every((name) => name.startsWith('layers.'))).toBe(true)
    for (const [name, { values }] of weights!) {
      expect(whole!.get(name)!.values).toEqual(values)
      // A bias under batch norm stays what it was.
      if (name.endsWith('.weight')) expect(whole!.get(`training.${name}`)!.values, name).not.toEqual(values)
    }
    // The validation is another than that of the weights in training, whose losses are those of the run without.
    expect(averaged.epochs[0]!.values.train_loss).toBe(alone.epochs[0]!.values.train_loss)
    expect(averaged.epochs[0]!.values.val_mse).not.toBe(alone.epochs[0]!.values.val_mse)
  })
})

describe('a run that is continued from weights alone', () => {
  const fromWeights = () => ({ resumeFrom: checkpointsOf(alone.epochs, 'weights').slice(-1), lastEpoch: 8 })

  it('starts its optimizer afresh, and says so', async () => {
    const continued = await resume(6, { ...fromWeights(), allowsFreshOptimizer: true }, { epochs: 8 })
    expect(continued.fromEpoch).toBe(6)
    expect(continued.epochs.map(({ epoch }) => epoch)).toEqual([7, 8])
    expect(continued.logs).toContain(
      'The checkpoint has weights only: the optimizer starts afresh, which may show in the curve.',
    )
    // From its weights and not from the beginning.
    expect(continued.epochs[0]!.values.train_loss).toBeLessThan(alone.epochs[4]!.values.train_loss)
    const [file] = checkpointsOf(continued.epochs.slice(-1), 'whole')
    const { metadata } = decodeSafetensors(readFileSync(join(folder, file!.file)))
    expect(decodeRecord(metadata)).toMatchObject({ epoch: 8, step: 8 * 7, optimizerSteps: 2 * 7 })
  })

  it('begins from the beginning where that is not allowed', async () => {
    const begun = await resume(6, { ...fromWeights(), lastEpoch: 1 })
    expect(begun.fromEpoch).toBe(0)
    expectSameCurve(begun.epochs, alone.epochs.slice(0, 1))
  })

  it('fails where they are gone', async () => {
    const gone = fromWeights().resumeFrom.map((file) => ({ ...file, file: '1/gone.safetensors' }))
    const failed = await resume(6, { resumeFrom: gone, allowsFreshOptimizer: true, lastEpoch: 8 }, { epochs: 8 })
    expect(failed.ended).toMatchObject({ reason: 'failed', code: 'checkpoint-corrupt' })
    expect(failed.epochs).toEqual([])
  })
})

describe('early stopping in a run that is resumed', () => {
  const rule = { earlyStopping: true, patience: 4, minDelta: 1, monitor: 'val_mse' } as const satisfies RunConfigInput
  const quiet = ({ epochs }: Outcome) => epochs.map(({ quietEpochs }) => quietEpochs)
  let whole: Outcome
  let cut: Outcome
  const again = (epochs: number, settings: RunConfigInput, given: Partial<StartCommand> = {}) =>
    runTrainer({
      ...resumeCommand(
        startCommand(join(folder, 'rule'), { ...config, epochs: 9, ...settings }),
        cut.epochs.slice(0, epochs),
      ),
      attempt: (attempts += 1),
      ...given,
    })
  beforeAll(async () => {
    whole = await runTrainer(startCommand(join(folder, 'rule'), { ...config, ...rule, epochs: 9 }))
    cut = whole
  })

  it('counts on in mid-patience', async () => {
    expect(quiet(whole)).toEqual([0, 1, 2, 3, 4])
    expect(whole.ended).toMatchObject({ reason: 'early-stopped' })
    const resumed = await again(3, rule)
    expect(quiet(resumed)).toEqual([3, 4])
    expect(resumed.ended).toEqual(whole.ended)
  })

  it('that had stopped it before it could say so stops it at once', async () => {
    const resumed = await again(5, rule)
    expect(resumed.epochs).toEqual([])
    expect(resumed.ended).toEqual(whole.ended)
  })

  it('begins to count anew under an edited rule, with the loss before', async () => {
    const resumed = await again(5, { ...rule, patience: 2 }, { resetsEarlyStopping: true })
    expect(quiet(resumed)).toEqual([1, 2])
    expect(resumed.ended).toMatchObject({
      reason: 'early-stopped',
      message: expect.stringContaining('epoch 7') as string,
    })
  })

  it('compares under another monitor with what that one was', async () => {
    // PSNR changes by less than 1 dB from one epoch to the next, and is more than 1 away from val_mse.
    const settings = { ...rule, monitor: 'val_psnr', minDelta: 1, patience: 1 } as const
    const resumed = await again(4, settings, { resetsEarlyStopping: true })
    expect(cut.epochs[3]!.values.val_psnr! - cut.epochs[3]!.values.val_mse!).toBeGreaterThan(2)
    expect(quiet(resumed)).toEqual([1])
  })

  it('that was taken away no longer stops it', async () => {
    const resumed = await again(5, {}, { resetsEarlyStopping: true })
    expect(resumed.ended).toMatchObject({ reason: 'completed' })
    expect(quiet(resumed)).toEqual([0, 0, 0, 0])
  })
})

describe('a run that is stopped', () => {
  it('has its last whole epoch on the disk before it ends', async () => {
    const command = startCommand(join(folder, 'stopped'), { ...config, epochs: 5_000 })
    const run = await runTrainer(command, {
      onMessage(message, trainer) {
        if (message.type === 'batch' && message.epoch === 3) trainer.send({ type: 'stop' })
      },
    })
    expect(run.ended).toMatchObject({ reason: 'stopped' })
    expect(run.messages.at(-1)).toBe(run.ended)
    expect(run.epochs.length).toBeGreaterThanOrEqual(2)
    for (const { checkpoints } of run.epochs)
      for (const { file, bytes } of checkpoints) expect(readFileSync(join(command.directory, file)).length).toBe(bytes)
  })
})

describe('system samples', () => {
  it('come every two seconds when they are asked for, each with a step of its own', async () => {
    const command = startCommand(join(folder, 'samples'), { ...config, epochs: 5_000 }, { systemMetrics: true })
    let seen = 0
    const run = await runTrainer(command, {
      onMessage(message, trainer) {
        if (message.type === 'system' && (seen += 1) === 2) trainer.send({ type: 'stop' })
      },
    })
    const samples = run.messages.filter((message) => message.type === 'system')
    expect(new Set(samples.map(({ step }) => step)).size).toBe(samples.length)
    for (const { cpuPercent, memoryBytes, imagesPerSecond } of samples) {
      expect(cpuPercent).toBeGreaterThan(0)
      expect(memoryBytes).toBeGreaterThan(50e6)
      expect(imagesPerSecond).toBeGreaterThan(0)
    }
    expect(samples[1]!.elapsedSeconds - samples[0]!.elapsedSeconds).toBeGreaterThanOrEqual(1.99)
    expect(alone.messages.some(({ type }) => type === 'system')).toBe(false)
  })
})

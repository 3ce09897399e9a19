/** What a checkpoint says of itself, how it gets to the disk, and which one a run goes on from. */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckpointFile } from '../../../src-main/contract/checkpoint'
import { requireRunConfig } from '../../../src-main/contract/config'
import { chooseCheckpoint } from '../../../src-main/training/checkpoints/choose'
import { checkpointContents } from '../../../src-main/training/checkpoints/contents'
import {
  decodeRecord,
  encodeRecord,
  findOtherSetting,
  type CheckpointRecord,
} from '../../../src-main/training/checkpoints/record'
import { decodeSafetensors } from '../../../src-main/training/checkpoints/safetensors'
import type { TrainedState } from '../../../src-main/training/checkpoints/state'
import { prepareFolder, writeCheckpoint } from '../../../src-main/training/checkpoints/write'

const config = requireRunConfig({ optimizer: 'sgd', seed: 0 })
const about: Omit<CheckpointRecord, 'format' | 'version' | 'kind'> = {
  run: '0123',
  engineVersion: '2',
  epoch: 3,
  step: 21,
  optimizerSteps: 14,
  elapsedSeconds: 1.25,
  config,
  values: { validation_loss: 0.1 + 0.2, val_psnr: Infinity, train_loss: Number.NaN },
  earlyStopping: { epochs: 3, previous: 0.1, quietEpochs: 2, shouldStop: false },
  rate: { reductions: 1, plateau: { epochs: 3, previous: 0.1, quietEpochs: 1, shouldStop: false } },
  best: { epoch: 2, valMse: 0.3 },
}

const state: TrainedState = {
  tensors: [
    { name: 'layers.0.weight', shape: [2, 2] },
    { name: 'layers.1.running_mean', shape: [1] },
    { name: 'optimizer.first.layers.0.weight', shape: [2, 2] },
  ],
  values: new SharedArrayBuffer(36),
  weightBytes: 20,
  weightTensors: 2,
}
new Float32Array(state.values).set([1, 2, 3, 4, 5, 6, 7, 8, 9])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-checkpoints-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Writes the checkpoints of an epoch as a trainer does, whole and weights. */
function writeEpoch(
  epoch: number,
  changes: Partial<typeof about> = {},
): { whole: CheckpointFile; weights: CheckpointFile } {
  const [whole, weights] = checkpointContents(state, { ...about, epoch, ...changes }).map((contents) =>
    writeCheckpoint(folder, 2, contents),
  )
  return { whole: whole!, weights: weights! }
}

describe('the record of a checkpoint', () => {
  it('reads back as it was written, to the last bit of every number', () => {
    fc.assert(
      fc.property(fc.double(), fc.double({ noNaN: true, noDefaultInfinity: true }), (value, previous) => {
        const record: CheckpointRecord = {
          format: 'plateau-checkpoint',
          version: 1,
          kind: 'whole',
          ...about,
          values: { val_mse: value },
          earlyStopping: { ...about.earlyStopping, previous },
        }
        const read = decodeRecord(encodeRecord(record))
        expect(read.values.val_mse).toBe(value)
        expect(read.earlyStopping.previous).toBe(previous)
        expect({ ...read, values: 0, earlyStopping: 0 }).toEqual({ ...record, values: 0, earlyStopping: 0 })
      }),
    )
  })

  it('that is not whole is refused, naming the field', () => {
    const record = encodeRecord({ format: 'plateau-checkpoint', version: 1, kind: 'whole', ...about })
    record.delete('optimizerSteps')
    expect(() => decodeRecord(record)).toThrow(/optimizerSteps/)
    expect(() => decodeRecord(new Map([['format', 'pt']]))).toThrow(/format/)
    expect(() => decodeRecord(new Map([['epoch', '{']]))).toThrow(/cannot be read/)
  })

  it('fits a config with more epochs and another rule, and no other', () => {
    const record = { format: 'plateau-checkpoint', version: 1, kind: 'whole', ...about } as const
    const input = { optimizer: 'sgd', seed: 0 } as const
    expect(findOtherSetting(record, requireRunConfig({ ...input, epochs: 99, earlyStopping: false }))).toBeNull()
    expect(findOtherSetting(record, requireRunConfig({ ...input, seed: 1 }))).toBe('seed')
    expect(findOtherSetting(record, requireRunConfig({ seed: 0 }))).toBe('optimizer')
    expect(findOtherSetting({ ...record, config: {} }, config)).toBeNull()
  })
})

describe('a checkpoint on the disk', () => {
  it('has the name, the size and the hash that it is announced with, and nothing beside it', () => {
    const { whole, weights } = writeEpoch(12)
    expect(whole.file).toBe('2/epoch-000012.safetensors')
    expect(weights.file).toBe('2/epoch-000012.weights.safetensors')
    for (const file of [whole, weights]) {
      const bytes = readFileSync(join(folder, file.file))
      expect(bytes.length).toBe(file.bytes)
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256)
    }
    expect(readdirSync(join(folder, '2')).sort()).toEqual([
      'epoch-000012.safetensors',
      'epoch-000012.weights.safetensors',
    ])
    expect(statSync(join(folder, whole.file)).mode & 0o077).toBe(0)
  })

  it('holds the slots when it is whole, and only weights and statistics when it is not', () => {
    const { whole, weights } = writeEpoch(1)
    const read = ({ file }: CheckpointFile) =>
      [...decodeSafetensors(readFileSync(join(folder, file))).tensors].map(([name, { values }]) => [name, [...values]])
    const withoutSlots = [
      ['layers.0.weight', [1, 2, 3, 4]],
      ['layers.1.running_mean', [5]],
    ]
    expect(read(weights)).toEqual(withoutSlots)
    expect(read(whole)).toEqual([...withoutSlots, ['optimizer.first.layers.0.weight', [6, 7, 8, 9]]])
  })

  it('that cannot be written leaves nothing behind and is a sentence with its path', () => {
    writeFileSync(join(folder, '2'), 'a file where the folder should be')
    expect(() => writeEpoch(1)).toThrow(
      expect.objectContaining({
        code: 'home-unwritable',
        message: expect.stringContaining(join(folder, '2')) as string,
      }),
    )
  })

  it('left half-written by a trainer that was killed is removed, and no other', () => {
    const { whole } = writeEpoch(1)
    mkdirSync(join(folder, '1'))
    const unfinished = join(folder, '1', 'epoch-000007.safetensors.part')
    writeFileSync(unfinished, 'cut')
    prepareFolder(folder)
    expect(existsSync(unfinished)).toBe(false)
    expect(existsSync(join(folder, whole.file))).toBe(true)
    expect(() => prepareFolder(join(folder, 'nothing'))).not.toThrow()
  })
})

describe('the choice of what to go on from', () => {
  const choose = (resumeFrom: CheckpointFile[], given: { allowsFreshOptimizer?: boolean; seed?: number } = {}) => {
    const logs: string[] = []
    const checkpoint = chooseCheckpoint(
      {
        directory: folder,
        resumeFrom,
        allowsFreshOptimizer: given.allowsFreshOptimizer ?? false,
        config: { ...config, seed: given.seed ?? 0 },
      },
      '3',
      (level, message) => logs.push(`${level}: ${message}`),
    )
    return { checkpoint, logs: logs.join('\n') }
  }
  const path = ({ file }: CheckpointFile) => join(folder, file)

  it('is the first that is whole', () => {
    const { whole } = writeEpoch(3)
    const { checkpoint, logs } = choose([whole, writeEpoch(2).whole])
    expect(checkpoint!.record).toMatchObject({ epoch: 3, step: 21, optimizerSteps: 14, kind: 'whole' })
    expect(logs).toBe('info: Resuming from the checkpoint of epoch 3, 2/epoch-000003.safetensors.')
  })

  it.each([
    [
      'cut',
      (file: CheckpointFile) => truncateSync(path(file), file.bytes - 1),
      /epoch 3, 2\/epoch-000003\.safetensors, .*It is truncated/,
    ],
    [
      'altered',
      (file: CheckpointFile) => {
        const bytes = readFileSync(path(file))
        bytes[bytes.length - 2]! ^= 1
        writeFileSync(path(file), bytes)
      },
      /It is corrupted/,
    ],
    ['missing', (file: CheckpointFile) => rmSync(path(file)), /It is missing/],
    [
      'a folder',
      (file: CheckpointFile) => {
        rmSync(path(file))
        mkdirSync(path(file))
      },
      /It cannot be read/,
    ],
  ])('is the one before where the newest is %s, and it says so', (_what, harm, sentence) => {
    const newest = writeEpoch(3).whole
    const before = writeEpoch(2).whole
    harm(newest)
    const { checkpoint, logs } = choose([newest, before])
    expect(checkpoint!.record.epoch).toBe(2)
    expect(logs).toMatch(/^warning: The checkpoint of epoch 3/)
    expect(logs).toMatch(sentence)
  })

  it('is the beginning where no whole one is left, and it says so', () => {
    const { whole } = writeEpoch(3)
    rmSync(path(whole))
    const { checkpoint, logs } = choose([whole])
    expect(checkpoint).toBeNull()
    expect(logs).toContain('warning: There is no checkpoint to resume from; the run starts from the beginning.')
    expect(choose([])).toEqual({ checkpoint: null, logs: '' })
  })

  it('takes weights only where the optimizer may start afresh, and says that it does', () => {
    const { weights } = writeEpoch(3)
    expect(choose([weights]).checkpoint).toBeNull()
    const { checkpoint, logs } = choose([weights], { allowsFreshOptimizer: true })
    expect(checkpoint!.record).toMatchObject({ kind: 'weights', epoch: 3 })
    expect(logs).toContain('the optimizer starts afresh')
  })

  it('fails where there were weights only and they are gone', () => {
    const { weights } = writeEpoch(3)
    rmSync(path(weights))
    expect(() => choose([weights], { allowsFreshOptimizer: true })).toThrow(
      expect.objectContaining({ code: 'checkpoint-corrupt' }),
    )
  })

  it('refuses one that was made with other settings, naming the first', () => {
    const { whole } = writeEpoch(3)
    expect(() => choose([whole], { seed: 5 })).toThrow(
      expect.objectContaining({
        code: 'checkpoint-corrupt',
        message: expect.stringContaining('different settings (seed)') as string,
      }),
    )
  })

  it('takes a file for nothing but what it says that it is', () => {
    const { whole } = writeEpoch(3)
    expect(choose([{ ...whole, epoch: 4 }]).logs).toContain('It claims to be the whole checkpoint of epoch 3.')
  })

  it('warns of another engine, whose last digits may differ', () => {
    const { checkpoint, logs } = choose([writeEpoch(3, { engineVersion: '1' }).whole])
    expect(checkpoint).not.toBeNull()
    expect(logs).toContain('engine version 1; this is version 3')
  })
})

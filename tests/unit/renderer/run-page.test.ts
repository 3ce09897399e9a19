import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/run'
import type { Verification } from '../../../src-main/contract/verification'
import { actionsOf, findContinuation } from '../../../src-renderer/components/run-actions'
import { describeAttemptEnd, describeCheckpoint } from '../../../src-renderer/views/run/record-words'
import { frameMilliseconds, positionOf } from '../../../src-renderer/views/run/sample-epochs'
import {
  epochPanel,
  sampledPanel,
  summarizeValues,
  toEpochs,
  whyNoSamples,
} from '../../../src-main/panels/run/system-panels'
import { fakeRun } from '../../support/fake-run'
import { describeEnvironment, describeVerification } from '../../../src-renderer/views/run/verification-words'

const facts = {
  colourSlot: 2,
  state: 'ended',
  endReason: 'completed',
  held: false,
  resumableFrom: null,
  checkpointBytes: 1e6,
  epochs: 12,
  verifies: null,
} as const
const change = (part: Partial<RunSummary>): RunSummary =>
  fakeRun('a', { ...facts, ...part }, { trainSize: 650, batchSize: 64 })
const run = change({})

describe('what can be done with a run', () => {
  const doable = (part: Partial<RunSummary>) =>
    Object.entries(actionsOf(change(part)))
      .filter(([, can]) => can)
      .map(([name]) => name)

  it('is to pause and stop while it trains', () => {
    expect(doable({ state: 'running', endReason: null, resumableFrom: null })).toEqual(['pause', 'stop'])
    expect(doable({ state: 'stopping', endReason: null, resumableFrom: null })).toEqual(['stop'])
  })
  it('is to let it go while it is paused', () => {
    expect(doable({ state: 'queued', endReason: null, held: true, resumableFrom: null })).toEqual(['letGo', 'stop'])
  })
  it('is to stop a program that runs, to hold back one that waits, and to let it go', () => {
    const program = (part: Partial<RunSummary>) =>
      Object.entries(
        actionsOf({
          ...change({ endReason: null, resumableFrom: null, ...part }),
          recipe: null,
          capabilities: ['stop', 'clone', 'launch-again'],
        }),
      ).flatMap(([name, isPossible]) => (isPossible ? [name] : []))
    expect(program({ state: 'running' })).toEqual(['stop'])
    expect(program({ state: 'queued' })).toEqual(['pause', 'stop'])
    expect(program({ state: 'queued', held: true })).toEqual(['letGo', 'stop'])
  })
  it('is to resume or continue what ended before its time', () => {
    expect(doable({ endReason: 'interrupted', resumableFrom: 12 })).toEqual(['resume', 'continue', 'verify'])
    expect(doable({ endReason: 'failed', resumableFrom: 0, epochs: 0, checkpointBytes: 0 })).toEqual(['resume'])
    expect(doable({ endReason: 'stopped', checkpointBytes: 0 })).toEqual(['verify'])
  })
  it('is to continue or verify what was completed, and nothing with what never began', () => {
    expect(doable({})).toEqual(['continue', 'verify'])
    expect(doable({ endReason: 'cancelled', resumableFrom: null, epochs: 0 })).toEqual([])
  })
  it('is to continue from the last whole checkpoint, else from the last weights with a fresh optimizer', () => {
    const whole = (epoch: number) => ({ kind: 'whole', epoch }) as const
    const weights = (epoch: number) => ({ kind: 'weights', epoch }) as const
    expect(findContinuation(12, [weights(9), weights(12)])).toEqual({ fromEpoch: 12, freshOptimizer: true })
    expect(findContinuation(12, [weights(12), whole(12)])).toEqual({ fromEpoch: 12, freshOptimizer: false })
    expect(findContinuation(12, [whole(11), weights(9)])).toEqual({ fromEpoch: 11, freshOptimizer: false })
    expect(findContinuation(12, [whole(13), weights(9)])).toBeNull()
  })
  it('leaves a run that verifies another one as it is', () => {
    expect(doable({ verifies: 'b' })).toEqual([])
  })
})

describe('the record of a run', () => {
  it('says how an attempt ended', () => {
    const attempt = { attempt: 1, kind: 'start', fromEpoch: 0, startedAt: '', endedAt: null, threads: 2 } as const
    expect(describeAttemptEnd({ ...attempt, endReason: null })).toBe('trains')
    expect(describeAttemptEnd({ ...attempt, endReason: 'paused', endedAt: 'x' })).toBe('paused')
    expect(describeAttemptEnd({ ...attempt, endReason: 'early-stopped', endedAt: 'x' })).toBe('stopped early')
  })
  it('says what a checkpoint holds', () => {
    const file = { epoch: 4, file: '1/a', bytes: 1, sha256: '' }
    expect(describeCheckpoint({ ...file, kind: 'whole' }, 3)).toBe('weights, statistics and optimizer')
    expect(describeCheckpoint({ ...file, kind: 'weights' }, 4)).toBe('weights, best epoch')
  })
})

describe('playing through the epochs', () => {
  it('takes about eight seconds, never flickers, and goes slowly for who wants less motion', () => {
    expect(frameMilliseconds(100, false)).toBe(80)
    expect(frameMilliseconds(2_000, false)).toBe(60)
    expect(frameMilliseconds(3, false)).toBe(400)
    expect(frameMilliseconds(100, true)).toBe(1_000)
  })
  it('finds the epoch that is shown, or the one before it', () => {
    expect(positionOf([1, 2, 5, 9], 5)).toBe(2)
    expect(positionOf([1, 2, 5, 9], 7)).toBe(2)
    expect(positionOf([1, 2], 40)).toBe(1)
    expect(positionOf([], 3)).toBe(0)
  })
})

describe('system charts', () => {
  const samples = {
    steps: Float64Array.of(11, 22, 27),
    last: Float64Array.of(90, 180, 120),
    minimum: new Float64Array(),
    maximum: new Float64Array(),
    pointCount: 3,
  }
  it('stand on the epochs, whatever they were sampled by', () => {
    // 650 images in batches of 64 are 11 steps.
    expect([...toEpochs([11, 22, 27], 11)]).toEqual([1, 2, 2.45])
    const spec = sampledPanel(run, 'cpu_percent', samples)
    expect([...Array.from(spec.series[0]!.x)]).toEqual([1, 2, 2.45])
    expect(spec.xRange).toEqual([0, 12])
    expect(spec.yRange![0]).toBe(0)
    expect(spec.format(179.6)).toBe('180%')
    const memory = sampledPanel(run, 'memory_bytes', { ...samples, last: Float64Array.of(9e8, 1e9, 1.2e9) })
    expect([...Array.from(memory.series[0]!.y)]).toEqual([0.9, 1, 1.2])
    expect(memory.format(1.2)).toBe('1.20 GB')
  })
  it('are empty, and not broken, without samples', () => {
    const spec = sampledPanel(run, 'memory_bytes', undefined)
    expect(spec.series[0]!.x).toHaveLength(0)
    expect(spec.yRange).toEqual([0, 1])
    expect(epochPanel(run, 'epoch_seconds', undefined, false).series[0]!.y).toHaveLength(0)
  })
  it('begin at the first epoch, or within it where something was sampled', () => {
    const short = change({ epochs: 3 })
    expect(epochPanel(short, 'epoch_seconds', undefined, false).xRange).toEqual([1, 3])
    expect(epochPanel(short, 'epoch_seconds', undefined, true).xRange).toEqual([0, 3])
    expect(epochPanel(change({ epochs: 1 }), 'epoch_seconds', undefined, false).xRange).toEqual([1, 2])
  })
  it('say mean and most', () => {
    expect(summarizeValues('cpu_percent', samples.last)).toBe('mean 130%, max 180%')
    expect(summarizeValues('cpu_percent', [])).toBe('')
    expect(summarizeValues('memory_bytes', [1, Number.NaN, 2])).toBe('mean 1.50 GB, max 2.00 GB')
  })
})

describe('a verification in words', () => {
  const verification: Verification = {
    run: 'b',
    of: 'a',
    result: 'same',
    epochsCompared: 12,
    epochsToCompare: 12,
    firstDifference: null,
    environment: [],
  }
  it('says that all is the same', () => {
    expect(describeVerification(verification)).toBe('All 12 epochs are identical to the last bit.')
  })
  it('names the first epoch and series that differ, with both values in full', () => {
    const firstDifference = { epoch: 3, key: 'val_mse', expected: 0.0125600001, found: 0.0125600002 }
    expect(describeVerification({ ...verification, result: 'differs', firstDifference })).toBe(
      'It differs from epoch 3: val_mse is 0.0125600002 and was 0.0125600001.',
    )
  })
  it('says how far it has come, and that it ended early', () => {
    expect(describeVerification({ ...verification, result: 'running', epochsCompared: 0 })).toBe(
      '12 epochs to compare.',
    )
    expect(describeVerification({ ...verification, result: 'running', epochsCompared: 5 })).toBe(
      '5 of 12 epochs compared, all identical.',
    )
    expect(describeVerification({ ...verification, result: 'incomplete', epochsCompared: 5 })).toBe(
      'It ended after 5 of 12 epochs; all of them are identical.',
    )
  })
  it('names what was not the same for both', () => {
    expect(describeEnvironment(['threads', 'tensorflowVersion'])).toBe(
      'Trained in a different environment: threads, TensorFlow version. The last digits may differ.',
    )
  })
})

it.each([
  [{ trainingSeconds: 0.8, attempts: 1 }, 'this run had ended by then'],
  [{ trainingSeconds: 3.9, attempts: 2 }, 'this run had ended by then'],
  [{ trainingSeconds: 2, attempts: 1 }, 'system metrics were off'],
])('says why a run has no samples of its process: %j', (run, words) => {
  expect(whyNoSamples(run)).toContain(words)
})

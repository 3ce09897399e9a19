import { describe, expect, it } from 'vitest'
import type { Plan } from '@contract/api'
import type { Queue } from '@contract/queue'
import type { Verification } from '@contract/verification'
import { requireRunConfig } from '@contract/config'
import { defaultPreferences, preferencesSchema, type PreferenceKey } from '@contract/preferences'
import { endingText } from '../../../src-main/hosts/ending-text'
import { leavingQuestion } from '../../../src-main/hosts/leaving-question'
import { formatBytes } from '../../../src-main/hosts/format'
import { readPreference } from '../../../src-main/hosts/cli/commands/settings'
import { queueDocument, verifiedLine } from '../../../src-main/hosts/cli/json-shapes'
import { planText } from '../../../src-main/hosts/cli/plan'
import { queueText } from '../../../src-main/hosts/cli/queue-text'
import { stateText } from '../../../src-main/hosts/cli/run-words'
import { verificationText } from '../../../src-main/hosts/cli/verification-text'
import { fakeRun, seriesOf } from '../../support/fake-run'

const queue: Queue = {
  paused: false,
  running: [{ run: 'a', memoryBytes: null, estimatedMemoryBytes: 1.2e9 }],
  waiting: [{ run: 'b', estimatedSeconds: 90, startsInSeconds: 30, estimatedMemoryBytes: 9e8 }],
  held: ['c', 'gone'],
  secondsLeft: 120,
  concurrency: 2,
  threadsPerRun: 1,
  concurrencyIsDefault: true,
  threadsIsDefault: true,
  cpuCount: 2,
  coreMemoryBytes: 9e7,
  freeMemoryBytes: 3e9,
  totalMemoryBytes: 8e9,
}
const runs = new Map(
  [
    fakeRun('a', { state: 'running', attempts: 1, epochs: 1 }),
    fakeRun('b', { queuePosition: 1 }),
    fakeRun('c', { held: true }),
  ].map((run) => [run.id, run]),
)

describe('the queue as text and JSON', () => {
  it('says how it stands, then lists what trains, waits and is held, in that order', () => {
    const lines = queueText(queue, runs).split('\n')
    expect(lines[0]).toBe('1 training, 1 waiting, 2 paused, done in about 2 min.')
    expect(lines[1]).toBe(
      'Up to 2 runs at a time, 1 thread each of 2 cores (the default for this machine); memory 3.00 GB free of 8.00 GB.',
    )
    expect(lines[4]).toMatch(/^calm-otter-a +a +running +plain mse +1 +1\/3 +- +- +1\.20 GB$/)
    expect(lines[5]).toMatch(/^calm-otter-b +b +queued #1 +plain mse +1 +0\/3 +30 s +1 min 30 s +900 MB$/)
    expect(lines[6]).toMatch(/^calm-otter-c +c +paused /)
    expect(lines).toHaveLength(7)
  })

  it('says that nothing is there, and that it is paused', () => {
    const empty = { ...queue, running: [], waiting: [], held: [], secondsLeft: 0 }
    expect(queueText(empty, new Map()).split('\n')[0]).toBe('The queue is empty.')
    expect(queueText({ ...queue, paused: true, secondsLeft: null }, runs)).toMatch(
      /^1 training, 1 waiting, 2 paused\. The queue is paused. Resume it with: npm run -s plateau -- queue resume\n/,
    )
  })

  it('names every run in JSON', () => {
    const document = queueDocument(queue, new Map([...runs].map(([id, { name }]) => [id, name])))
    expect(document.running[0]).toMatchObject({ run: { id: 'a', name: 'calm-otter-a' }, estimatedMemoryBytes: 1.2e9 })
    expect(document.waiting[0]).toMatchObject({ run: { id: 'b', name: 'calm-otter-b' }, startsInSeconds: 30 })
    expect(document.held).toEqual([{ run: { id: 'c', name: 'calm-otter-c' } }, { run: { id: 'gone', name: 'gone' } }])
    expect(document).toMatchObject({ paused: false, concurrency: 2, secondsLeft: 120 })
  })

  it('has a word for every place', () => {
    expect(stateText(fakeRun('a', { held: true }))).toBe('paused')
    expect(stateText(fakeRun('a', { queuePosition: 3 }))).toBe('queued #3')
    expect(stateText(fakeRun('a', { state: 'ended', endReason: 'early-stopped' }))).toBe('stopped early')
  })
})

describe('a verification', () => {
  const anew = { id: 'b', name: 'calm-bay-2' }
  const original = { id: 'a', name: 'calm-bay-1' }
  const same: Verification = {
    run: 'b',
    of: 'a',
    result: 'same',
    epochsCompared: 3,
    epochsToCompare: 3,
    firstDifference: null,
    environment: [],
  }

  it('says that all is the same', () => {
    expect(verificationText(anew, original, same)).toBe(
      'Identical to the last bit over 3 epochs: calm-bay-2, trained again from the record of calm-bay-1.',
    )
  })

  it('names the first difference with every digit, and what may explain it', () => {
    const differs: Verification = {
      ...same,
      result: 'differs',
      firstDifference: { epoch: 2, key: 'val_mse', expected: 0.1, found: 0.10000000000000002 },
      environment: ['threads'],
    }
    expect(verificationText(anew, original, differs)).toBe(
      [
        'Not identical: calm-bay-2, trained again from the record of calm-bay-1.',
        'First difference in epoch 2, val_mse: 0.1 recorded, 0.10000000000000002 found.',
        'The environments differ in threads. That can change the last digits.',
      ].join('\n'),
    )
    expect(verificationText(anew, original, { ...differs, environment: [] })).toContain('in the same environment')
  })

  it('does not call verified what ended before its last epoch', () => {
    const text = verificationText(anew, original, { ...same, result: 'incomplete', epochsCompared: 1 })
    expect(text).toMatch(/^Not verified: .* ended after 1 epoch of 3, all identical\.$/)
  })

  it('is one JSON object that names both runs', () => {
    expect(verifiedLine(anew, original, same)).toEqual({ ...same, type: 'verified', run: anew, of: original })
  })
})

describe('a plan as text', () => {
  const runPlan: Plan['plans'][number] = {
    config: requireRunConfig({}),
    parameters: 4_300_656,
    estimatedSeconds: 60,
    secondsPerEpoch: 2,
    imagesPerSecond: 1_000,
    basis: 'measured',
    name: 'calm-bay-1',
    estimatedMemoryBytes: 1e9,
    estimatedDiskBytes: { whileTraining: 7e7, kept: 3.4e7 },
    sameAs: null,
  }
  const plan: Plan = {
    plans: [runPlan],
    totalSeconds: 60,
    startsInSeconds: 0,
    diskBytes: { whileTraining: 7e7, kept: 3.4e7 },
    memoryBytes: 1e9,
    freeDiskBytes: 5e10,
  }

  it('says count, networks, time, disk and memory', () => {
    expect(planText(plan)).toBe(
      '1 run: plain 4.30 M parameters; about 1 min, sooner where early stopping ends a run.\nThe time is based on runs measured here.\nDisk: about 70 MB while training, 34 MB kept, 50.0 GB free. Memory: about 1.00 GB.',
    )
  })

  it('says when it begins, what was trained before, and that the disk is too small', () => {
    const again = { ...runPlan, basis: 'reference' as const, sameAs: 'a' }
    const text = planText({ ...plan, plans: [runPlan, again], startsInSeconds: 90, freeDiskBytes: 1e7 })
    expect(text).toContain('2 runs: plain 4.30 M parameters; about 1 min')
    expect(text).toContain("The time is partly based on another machine's speed until a similar run has been measured")
    const far = planText({ ...plan, plans: [{ ...runPlan, basis: 'extrapolated' }] })
    expect(far).toContain('The time is extrapolated from runs of other sizes, so it may be well off.')
    // A limit is at most something, an estimate never.
    expect(`${text} ${far}`).not.toContain('at most')
    expect(text).toContain('Starts in about 1 min 30 s, after the runs already training and waiting.')
    expect(text).toContain('Already trained to the end with the same settings: 1 of 2.')
    expect(text).toContain('There is not enough free disk space.')
  })
})

describe('settings', () => {
  it.each([
    ['theme', 'dark', 'dark'],
    ['concurrency', '2', 2],
    ['concurrency', 'default', null],
    ['notifyWhenRunEnds', 'off', false],
    ['systemMetrics', 'on', true],
  ] as const)('%s %s is read', (key, text, value) => expect(readPreference(key, text)).toBe(value))

  it.each([
    ['theme', 'blue', 'theme takes system, light, dark, not blue.'],
    ['concurrency', '0', 'concurrency takes 1 to 16, default, not 0.'],
    ['concurrency', '', 'concurrency takes 1 to 16, default, not nothing.'],
    ['threadsPerRun', '1.5', 'threadsPerRun takes 1 to 256, default, not 1.5.'],
    ['systemMetrics', 'true', 'systemMetrics must be on or off, not true.'],
  ] as const)('%s %j is refused with what it takes', (key, text, sentence) => {
    expect(() => readPreference(key, text)).toThrow(sentence)
  })

  it('reads back the default of every setting there is', () => {
    for (const key of Object.keys(preferencesSchema.shape) as PreferenceKey[]) {
      const value = defaultPreferences[key]
      const text = value === null ? 'default' : typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
      expect(readPreference(key, text)).toBe(value)
    }
  })
})

describe('what the desktop says', () => {
  it('of a run that has ended', () => {
    const run = fakeRun('a', {
      state: 'ended',
      endReason: 'failed',
      endMessage: 'The disk is full.',
      epochs: 2,
      trainingSeconds: 75,
      series: seriesOf({ val_mse: { last: 0.02, best: 0.0126, bestEpoch: 1 } }),
    })
    expect(endingText(run)).toEqual({
      title: 'calm-otter-a: failed',
      body: 'plain mse, 2 epochs in 1 min 15 s. Best val_mse 0.01260 at epoch 1. The disk is full.',
    })
  })

  it('of the runs of a window that closes', () => {
    const training = fakeRun('a', { state: 'running' })
    expect(leavingQuestion([training])).toEqual({
      message: 'calm-otter-a is not finished.',
      detail: 'Finished epochs are kept either way.',
    })
    const { message, detail } = leavingQuestion([
      training,
      fakeRun('b', { state: 'stopping' }),
      fakeRun('c'),
      fakeRun('d', { held: true }),
    ])
    expect(message).toBe('2 runs are not finished.')
    expect(detail).toContain('\n1 waiting run follows in the background, or waits for the next start.')
  })
})

it.each([
  [400, '400 B'],
  [999_499, '999 KB'],
  [999_500, '1 MB'],
  [52e6, '52 MB'],
  [999.6e6, '1.00 GB'],
  [null, '-'],
])('%s bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

import { describe, expect, it } from 'vitest'
import type { Queue } from '../../../src-main/contract/queue'
import type { RunSummary, SeriesDigest } from '../../../src-main/contract/run'
import { fakeRun } from '../../support/fake-run'
import {
  describeEnd,
  describeFit,
  describeQueue,
  describeValues,
  divideMemory,
  placeAfterMove,
  targetOfStep,
} from '../../../src-renderer/views/queue/queue-words'
import { describeReached } from '../../../src-main/panels/words/run-look'
import { formatMoment } from '../../../src-main/panels/words/format'

const queue: Queue = {
  paused: false,
  running: [
    { run: 'a', memoryBytes: 1.2e9, estimatedMemoryBytes: 1e9 },
    { run: 'b', memoryBytes: null, estimatedMemoryBytes: 0.8e9 },
  ],
  waiting: [{ run: 'c', estimatedSeconds: 60, startsInSeconds: 30, estimatedMemoryBytes: 1.1e9 }],
  held: ['d'],
  secondsLeft: 3_600,
  concurrency: 2,
  threadsPerRun: 1,
  concurrencyIsDefault: true,
  threadsIsDefault: true,
  cpuCount: 2,
  coreMemoryBytes: 0.1e9,
  freeMemoryBytes: 3.9e9,
  totalMemoryBytes: 8e9,
}

describe('the queue in words', () => {
  const noon = new Date(2026, 10, 24, 12, 0).getTime()

  it('counts what trains, waits and is paused, and says when all is done', () => {
    expect(describeQueue(queue, noon)).toBe('2 running, 1 waiting, 1 paused, all done about 13:00')
  })
  it('promises no end while it is paused, nor when only paused runs are left', () => {
    expect(describeQueue({ ...queue, paused: true, secondsLeft: null }, noon)).toBe(
      '2 running, 1 waiting, 1 paused, queue paused',
    )
    expect(describeQueue({ ...queue, running: [], waiting: [], secondsLeft: 0 }, noon)).toBe('1 paused')
    expect(describeQueue({ ...queue, running: [], waiting: [], held: [] }, noon)).toBe('empty')
  })
  it('says whether one more run fits into the memory', () => {
    expect(describeFit(queue)).toMatch(
      /^2 cores\. Two runs with one thread .* A third run needs 1\.10 GB and would fit\.$/,
    )
    expect(describeFit({ ...queue, freeMemoryBytes: 1e9 })).toContain('would not fit')
  })
  it('says nothing of the memory of programs, as nobody has measured it', () => {
    const program = { run: 'p', memoryBytes: null, estimatedMemoryBytes: 0 }
    const ofPrograms = { ...queue, running: [program], waiting: [] }
    expect(describeFit(ofPrograms)).not.toContain('needs')
    expect(divideMemory(ofPrograms, () => undefined).map(({ label }) => label)).not.toContain('p')
  })
  it('says when there are more threads than cores', () => {
    expect(describeFit({ ...queue, threadsPerRun: 2 })).toContain('4 threads in total is more than it has')
  })
  it('names the day of a moment that is not today', () => {
    expect(formatMoment(new Date(2026, 10, 25, 2, 10), new Date(noon))).toBe('tomorrow 02:10')
    expect(formatMoment(new Date(2026, 10, 27, 2, 10), new Date(noon))).toBe('Fri 02:10')
    expect(formatMoment(new Date(2026, 11, 9, 2, 10), new Date(noon))).toBe('9 Dec 02:10')
  })
})

describe('a run of which nobody said how far it goes', () => {
  const digest = (by: 'epoch' | 'step', lastStep: number | null) => ({ by, lastStep }) as SeriesDigest
  const run = fakeRun('a', { plannedEpochs: null, state: 'ended' })

  it('is told by the furthest step of its series', () => {
    expect(describeReached({ series: {} })).toBe('')
    expect(
      describeReached({ series: { a: digest('step', null), b: digest('step', 1_200), c: digest('step', 40) } }),
    ).toBe('step 1,200')
  })
  it('ends in the words of its state, and where', () => {
    const end = (endReason: RunSummary['endReason'], series = { loss: digest('epoch', 7) }) =>
      describeEnd({ ...run, endReason, series })
    expect(end('early-stopped')).toBe('stopped early at epoch 7')
    expect(end('completed')).toBe('completed')
    expect(describeEnd({ ...run, endReason: 'failed', series: {} })).toBe('failed')
  })
  it('is called by its values', () => {
    expect(describeValues({ config: { lr: 0.05, amp: true } })).toBe('lr 0.05, amp on')
  })
})

describe('the memory bar', () => {
  it('adds up to the whole, measured where it is measured', () => {
    const segments = divideMemory(queue, (run) => ({ name: `run ${run}`, colour: 'c1' }))
    expect(segments.map(({ label, bytes }) => [label, Math.round(bytes / 1e8)])).toEqual([
      ['run a', 12],
      ['run b', 8],
      ['core', 1],
      ['other programs', 20],
      ['free', 39],
    ])
  })
  it('never shows a negative share when a run has not taken its memory yet', () => {
    const segments = divideMemory({ ...queue, freeMemoryBytes: 7.5e9 }, () => undefined)
    expect(segments.every(({ bytes }) => bytes >= 0)).toBe(true)
    expect(segments.reduce((sum, { bytes }) => sum + bytes, 0)).toBeCloseTo(8e9, -3)
  })
})

describe('moving in the queue', () => {
  const order = ['a', 'b', 'c', 'd']
  it('takes one step up and down, and none beyond the ends', () => {
    expect(targetOfStep(order, 'c', -1)).toBe('b')
    expect(targetOfStep(order, 'b', 1)).toBe('d')
    expect(targetOfStep(order, 'c', 1)).toBeNull()
    expect(targetOfStep(order, 'a', -1)).toBeUndefined()
    expect(targetOfStep(order, 'd', 1)).toBeUndefined()
  })
  it('says the place at which a run lands', () => {
    expect(placeAfterMove(order, 'a', 'd')).toBe(3)
    expect(placeAfterMove(order, 'd', 'a')).toBe(1)
    expect(placeAfterMove(order, 'a', null)).toBe(4)
    expect(placeAfterMove(order, 'a', 'b')).toBe(1)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckpointFile, CheckpointKind } from '../../../src-main/contract/checkpoint'
import { checkpointKeepings, mostSpread } from '../../../src-main/contract/preferences'
import { endReasons } from '../../../src-main/contract/run'
import { checkpointsToDrop, isSpread } from '../../../src-main/core/jobs/checkpoints'
import { estimateDisk } from '../../../src-main/core/jobs/estimates'
import { findContinuation, findGoingOn, findResumption } from '../../../src-main/core/history/resumption'
import { epochsToVerify, findFirstDifference } from '../../../src-main/core/jobs/verification'
import { requireRunConfig } from '../../../src-main/contract/config'

const file = (kind: CheckpointKind, epoch: number): CheckpointFile => ({
  kind,
  epoch,
  file: `1/epoch-${epoch}${kind === 'weights' ? '.weights' : ''}.safetensors`,
  bytes: 1,
  sha256: 'ab'.repeat(32),
})
const whole = (epoch: number) => file('whole', epoch)
const weights = (epoch: number) => file('weights', epoch)
const named = (files: readonly CheckpointFile[]) => files.map(({ kind, epoch }) => `${kind} ${epoch}`)

describe('checkpoints that stay', () => {
  const files = [whole(5), weights(5), whole(4), weights(3), whole(3), weights(2)]

  it('are the two newest whole ones and the best weights while a run trains or may be resumed', () => {
    for (const ended of [null, 'stopped', 'interrupted', 'failed'] as const)
      expect(named(checkpointsToDrop(files, { bestEpoch: 3, ended, keeping: 'best-and-last' }))).toEqual([
        // The newest may be the last of all.
        ...(ended === null ? [] : ['weights 5']),
        'whole 3',
        'weights 2',
      ])
  })

  it('are what was chosen once it has completed, and the best weights when it diverged', () => {
    const stay = (keeping: (typeof checkpointKeepings)[number], ended: 'completed' | 'early-stopped' | 'diverged') => {
      const dropped = new Set(checkpointsToDrop(files, { bestEpoch: 3, ended, keeping }))
      return named(files.filter((one) => !dropped.has(one)))
    }
    expect(stay('best', 'completed')).toEqual(['weights 3'])
    expect(stay('best-and-last', 'early-stopped')).toEqual(['weights 5', 'weights 3'])
    expect(stay('spread', 'completed')).toEqual(['weights 5', 'weights 3', 'weights 2'])
    expect(stay('whole', 'completed')).toEqual(['whole 5', 'weights 3'])
    expect(stay('best-and-last', 'diverged')).toEqual(['weights 3'])
  })

  it('are of epochs spread evenly, as they come, and never more than twelve', () => {
    for (let newest = 1; newest <= 200; newest += 1) {
      const stay = Array.from({ length: newest }, (_, index) => index + 1).filter((epoch) => isSpread(epoch, newest))
      expect(stay.length).toBeLessThanOrEqual(mostSpread)
      expect(stay.length).toBeGreaterThanOrEqual(Math.min(newest, mostSpread / 2))
      // What goes does not come back, so those that stay were there before.
      for (const epoch of stay) expect(epoch === newest || isSpread(epoch, newest - 1)).toBe(true)
      expect(new Set(stay.slice(1).map((epoch, index) => epoch - stay[index]!)).size).toBeLessThanOrEqual(1)
    }
  })

  it('never leave a run that may go on without a whole one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.record({
            kind: fc.constantFrom<CheckpointKind[]>('whole', 'weights'),
            epoch: fc.integer({ min: 1, max: 20 }),
          }),
          {
            selector: ({ kind, epoch }) => `${kind}${epoch}`,
          },
        ),
        fc.option(fc.integer({ min: 1, max: 20 })),
        fc.constantFrom(null, ...endReasons),
        fc.constantFrom(...checkpointKeepings),
        (some, bestEpoch, ended, keeping) => {
          const all = some.map(({ kind, epoch }) => file(kind, epoch))
          const dropped = new Set(checkpointsToDrop(all, { bestEpoch, ended, keeping }))
          const kept = all.filter((one) => !dropped.has(one))
          const newest = (list: CheckpointFile[]) =>
            Math.max(0, ...list.filter(({ kind }) => kind === 'whole').map(({ epoch }) => epoch))
          if (ended === null || ended === 'stopped' || ended === 'interrupted' || ended === 'failed')
            expect(newest(kept)).toBe(newest(all))
          expect(kept.filter(({ kind }) => kind === 'whole').length).toBeLessThanOrEqual(2)
          expect(kept.filter(({ kind }) => kind === 'weights').length).toBeLessThanOrEqual(
            keeping === 'spread' ? 2 + mostSpread : 2,
          )
        },
      ),
    )
  })
})

describe('going on', () => {
  it('resumes from whole checkpoints of committed epochs, newest first', () => {
    expect(findGoingOn('resume', 4, [whole(5), whole(4), weights(4), whole(3)])).toEqual({
      fromEpoch: 4,
      files: [whole(4), whole(3)],
      freshOptimizer: false,
    })
  })
  it('begins again where no epoch was finished, and not where all is gone', () => {
    expect(findGoingOn('resume', 0, [])).toMatchObject({ fromEpoch: 0, files: [] })
    expect(findGoingOn('resume', 3, [weights(3)])).toBe(null)
    expect(findGoingOn('start', 3, [whole(3)])).toMatchObject({ fromEpoch: 0, files: [] })
  })
  it('continues from the last weights only where no whole checkpoint of that epoch is left', () => {
    expect(findGoingOn('continue', 3, [whole(3), weights(3)])).toMatchObject({
      freshOptimizer: false,
      files: [whole(3)],
    })
    expect(findGoingOn('continue', 3, [weights(3), whole(2)])).toMatchObject({
      freshOptimizer: true,
      files: [weights(3)],
    })
    expect(findGoingOn('continue', 3, [whole(2), weights(1)])).toMatchObject({ fromEpoch: 2, freshOptimizer: false })
  })
  it('is open to those that ended in a way that can go on', () => {
    const after = (endReason: (typeof endReasons)[number]) => ({ state: 'ended', endReason }) as const
    const may = endReasons.filter((reason) => findResumption(after(reason), 1, [whole(1)]) !== null)
    expect(may.toSorted()).toEqual(['failed', 'interrupted', 'stopped'])
    const mayContinue = endReasons.filter((reason) => findContinuation(after(reason), 1, [whole(1)]) !== null)
    expect(mayContinue.toSorted()).toEqual(['completed', 'early-stopped', 'failed', 'interrupted', 'stopped'])
    expect(findResumption({ state: 'running', endReason: null }, 1, [whole(1)])).toBe(null)
  })
})

describe('a verification', () => {
  const series = (values: number[]) => values.map((value, index) => [index + 1, value] as const)

  it('names the first epoch that differs, over all series; NaN is NaN, and 0 is not -0', () => {
    const expected = new Map([
      ['val_mse', series([1, 2, 3, 4])],
      ['val_mae', series([1, Number.NaN, 3, 0])],
    ])
    expect(findFirstDifference(expected, expected)).toBe(null)
    const found = new Map([
      ['val_mse', series([1, 2, 3.0000000000000004])],
      ['val_mae', series([1, Number.NaN, 3, -0])],
    ])
    expect(findFirstDifference(expected, found)).toEqual({
      epoch: 3,
      key: 'val_mse',
      expected: 3,
      found: 3.0000000000000004,
    })
    expect(findFirstDifference(new Map([['val_mae', series([0])]]), new Map([['val_mae', series([-0])]]))).not.toBe(
      null,
    )
  })
  it('does not count series or epochs that one of the two lacks', () => {
    const short = new Map([['val_mse', series([1, 2])]])
    const long = new Map([
      ['val_mse', series([1, 2, 3])],
      ['val_ssim', series([9, 9, 9])],
    ])
    expect(findFirstDifference(short, long)).toBe(null)
    expect(findFirstDifference(long, short)).toBe(null)
  })
  it('reaches as far as training can be repeated: to where an optimizer first started afresh', () => {
    const attempt = (fromEpoch: number, freshOptimizer: boolean) => ({
      attempt: 1,
      kind: 'continue' as const,
      fromEpoch,
      freshOptimizer,
      startedAt: '',
      endedAt: null,
      endReason: null,
      threads: 1,
    })
    expect(epochsToVerify(9, [attempt(0, false), attempt(4, false)])).toBe(9)
    expect(epochsToVerify(9, [attempt(0, false), attempt(6, true), attempt(3, true)])).toBe(3)
  })
})

describe('disk estimates', () => {
  it('are as large as the files: 52 and 36 MB a whole one with Adam', () => {
    const of = (architecture: 'plain' | 'pooled', optimizer: 'adam' | 'sgd') =>
      estimateDisk(requireRunConfig({ architecture, optimizer }), 'best-and-last')
    const plain = of('plain', 'adam')
    expect(plain.kept / 2).toBe(4_300_656 * 4)
    expect((plain.whileTraining - plain.kept / 2) / 3 / 1e6).toBeCloseTo(51.6, 1)
    const pooled = of('pooled', 'adam')
    expect((pooled.whileTraining - pooled.kept / 2) / 3 / 1e6).toBeCloseTo(36, 0)
    expect(of('plain', 'sgd').whileTraining).toBeLessThan(plain.whileTraining)
  })
})

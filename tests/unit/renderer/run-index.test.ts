import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RunIndex } from '../../../src-renderer/state/run-index'
import { cellsOfRun, RunRow, type RunSource } from '../../../src-renderer/state/run-row'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

const source: RunSource = {
  read: () => undefined,
  keys: () => [],
  said: () => ({ directions: {}, units: {}, roles: {}, stepKeys: {}, hiddenKeys: [] }),
  whole: () => undefined,
}
type Change = { id: number; second: number; name: string; isQueued: boolean; isGone: boolean; hasNumber: boolean }
const rowOf = ({ id, second, name, isQueued, hasNumber }: Change) => {
  const createdAt = new Date(second * 1_000).toISOString()
  const run = { ...fakeRun(String(id), { state: isQueued ? 'queued' : 'ended', createdAt }), name }
  return new RunRow(hasNumber ? id : Number.MAX_SAFE_INTEGER, cellsOfRun(run), 0, source)
}

describe('rows of runs', () => {
  it('stand newest first, whatever comes, changes and goes between two lists', () => {
    const change = fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      second: fc.integer({ min: 1, max: 3 }),
      name: fc.constantFrom('a', 'b'),
      isQueued: fc.boolean(),
      isGone: fc.boolean(),
      hasNumber: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 8 }), (lists) => {
        const index = new RunIndex()
        const there = new Map<string, RunRow>()
        for (const changes of lists) {
          for (const one of changes) {
            const row = rowOf(one)
            if (one.isGone) {
              index.delete(row.id)
              there.delete(row.id)
            } else {
              index.put(row)
              there.set(row.id, row)
            }
          }
          const rows = index.inOrder()
          expect(new Set(rows)).toEqual(new Set(there.values()))
          expect(rows).toHaveLength(there.size)
          for (const [at, row] of rows.entries()) {
            const next = rows[at + 1]
            if (next === undefined) continue
            expect(row.createdAt >= next.createdAt).toBe(true)
            if (row.createdAt === next.createdAt) expect(row.number).toBeGreaterThanOrEqual(next.number)
          }
          expect(index.queued).toBe(rows.filter(({ state }) => state === 'queued').length)
          const known = rows.filter(({ number }) => number < 100)
          expect(index.byNumbers(Float64Array.from([-1, ...known.map(({ number }) => number), 0.5]))).toEqual(known)
        }
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('are another list after each change, and only then have another row', () => {
    const index = new RunIndex()
    const [old, young] = [1, 2].map((id) =>
      rowOf({ id, second: id, name: 'a', isQueued: false, isGone: false, hasNumber: true }),
    )
    if (old === undefined || young === undefined) throw new Error('There are no rows')
    index.put(old)
    index.put(young)
    expect(index.inOrder()).toEqual([young, old])
    const renamed = old.with({ name: 'b' })
    index.put(renamed)
    const rows = index.inOrder()
    expect(rows[0]).toBe(young)
    expect(rows[1]).toBe(renamed)
    expect(rows[1]?.name).toBe('b')
  })
})

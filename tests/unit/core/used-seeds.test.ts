/** Which seeds the settings of runs have had, beside a plain look at all of them, and which come next. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextSeeds } from '../../../src-main/contract/run-again'
import { usedSeeds } from '../../../src-main/core/history/used-seeds'
import { atOnce } from '../../../src-main/core/turns'
import { createIndexing } from '../../../src-main/core/history/indexing'
import { propertyCases } from '../../support/property'
import { addStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()
beforeEach(() => void database().pragma('synchronous = OFF'))

type Made = { lr: number; seed: number; extra: boolean }
const identity = ({ lr, extra }: Made) => `${lr} ${extra}`

describe('seeds of settings', () => {
  it('are those of all runs with the same other settings, however many there are', () => {
    let last = 0
    const made = fc.record({ lr: fc.constantFrom(0.1, 0.2), seed: fc.nat(6), extra: fc.boolean() })
    fc.assert(
      fc.property(fc.array(made, { minLength: 1, maxLength: 60 }), fc.nat(), (list, at) => {
        const project = `p${(last += 1)}`
        const runs = list.map(({ lr, seed, extra }, place) => {
          const id = `${project}-${place}`
          addStoredRun(store(), id, { project }, { learningRate: lr, seed, batchSize: extra ? 32 : 64 })
          return store().runs.get(id)!
        })
        atOnce(createIndexing(store()).complete())
        const asked = list.slice(0, 1 + (at % list.length))
        const answers = atOnce(usedSeeds(store(), runs.slice(0, asked.length), () => ({})))
        const groups = [...Map.groupBy(asked, identity).values()]
        expect(answers.map(({ count }) => count)).toEqual(groups.map((group) => group.length))
        answers.forEach(({ key, seeds, run }, place) => {
          const [first] = groups[place]!
          const same = list.filter((one) => identity(one) === identity(first!))
          expect(key).toBe('seed')
          expect(run).toBe(runs[list.indexOf(first!)]!.id)
          expect(seeds).toEqual([...new Set(same.map(({ seed }) => seed))].sort((left, right) => left - right))
        })
      }),
      { numRuns: propertyCases(15) },
    )
  })
  it('go on behind the greatest that was used, and are new', () => {
    expect(nextSeeds([], 3)).toEqual([1, 2, 3])
    expect(nextSeeds([1, 2, 7], 2)).toEqual([8, 9])
    expect(nextSeeds([-4, 0.5], 1)).toEqual([1])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 99 })), fc.integer({ min: 1, max: 20 }), (used, count) => {
        const next = nextSeeds(used, count)
        expect([next.length, new Set(next).size]).toEqual([count, count])
        expect(next.filter((seed) => used.includes(seed) || seed < 1)).toEqual([])
      }),
      { numRuns: propertyCases(100) },
    )
  })
})

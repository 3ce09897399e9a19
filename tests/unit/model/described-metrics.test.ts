/** What authors say of metrics, of one key or of all that begin so: the same in memory and in the store's SQL. */
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  describes,
  describesSql,
  exactnessSql,
  readDescriptions,
  wordsOf,
  type DescribedMetric,
} from '../../../src-main/model/described-metrics'
import { propertyCases } from '../../support/property'

const wordsFor = (key: string, said: readonly DescribedMetric[]) => wordsOf(readDescriptions(said).holdingFor(key))
const nothing = { direction: null, unit: null, step: null, goal: null, hidden: null }

describe('what is said of', () => {
  it('a beginning holds for every key with it, and what is said more exactly comes first, word by word', () => {
    const said = [
      { ...nothing, key: '*', step: 'epoch', unit: 'x' },
      { ...nothing, key: 'val/*', direction: 'lower' as const, hidden: true },
      { ...nothing, key: 'val/acc', direction: 'higher' as const, hidden: false, goal: 0.9 },
    ]
    expect(wordsFor('val/acc', said)).toEqual({
      direction: 'higher',
      unit: 'x',
      step: 'epoch',
      goal: 0.9,
      hidden: false,
    })
    expect(wordsFor('val/loss', said)).toEqual({
      direction: 'lower',
      unit: 'x',
      step: 'epoch',
      goal: null,
      hidden: true,
    })
    expect(wordsFor('train', said)).toEqual({ ...nothing, step: 'epoch', unit: 'x' })
  })

  it('keys that were described before they came counts, and a pattern is no key', () => {
    const said = [{ key: 'val/*' }, { key: 'later' }]
    expect(readDescriptions(said).keysOf(['a', 'val/x', 'later'])).toEqual(['later', 'val/x'])
    expect(readDescriptions([]).keysOf(['a'])).toEqual([])
    // A series that is called so itself.
    expect(readDescriptions(said).keysOf(['val/*'])).toEqual(['later', 'val/*'])
  })

  it('any keys is found alike by the store', () => {
    const database = new Sqlite(':memory:')
    database.exec('CREATE TABLE said (key TEXT)')
    const find = database.prepare<{ key: string }, { key: string }>(
      `SELECT key FROM said WHERE ${describesSql('@key')} ORDER BY ${exactnessSql('@key')}, rowid`,
    )
    const insert = database.prepare('INSERT INTO said VALUES (?)')
    // Few letters, so that they are often beginnings of each other; of two and four bytes, as lengths are of characters there.
    const word = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '/', '*', '%', '_', 'ö', '🙂'), maxLength: 5 })
    fc.assert(
      fc.property(word, fc.uniqueArray(word, { maxLength: 8 }), (key, described) => {
        database.exec('DELETE FROM said')
        for (const one of described) insert.run(one)
        const found = find.all({ key }).map((row) => row.key)
        expect(found.every((one) => describes(one, key))).toBe(true)
        const ours = readDescriptions(described.map((one) => ({ key: one })))
          .holdingFor(key)
          .map((one) => one.key)
        expect([...found].sort()).toEqual([...ours].sort())
        expect(found[0]).toBe(ours[0])
      }),
      { numRuns: propertyCases(300) },
    )
    database.close()
  })
})

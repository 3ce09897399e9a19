import { describe, expect, it, vi } from 'vitest'
import { parseQuery } from '@model/query/parse'
import { isQuestion, queryEntries } from '../../../src-renderer/components/query/palette-query'

const loss = (text: string, runs: number) => ({ label: text, text, words: '', runs, withRest: null })
const entriesOf = (where: string, completion = { from: where.length, to: where.length, entries: [loss('', 0)] }) => {
  const [find, write] = [vi.fn<(line: string) => void>(), vi.fn<(line: string) => void>()]
  const result = { problem: parseQuery(where).problem, matched: 12, total: 60, ids: [] } as never
  const entries = queryEntries({ where, result, completion: { heading: '', next: [], ...completion } }, { find, write })
  return { entries, find, write, words: entries.map(({ label, note, keys }) => [label, note, keys]) }
}

describe('a query in the palette', () => {
  it('is a line that compares something, or begins to; words alone are names and commands', () => {
    const lines = [
      'loss = l1',
      'loss = ',
      'loss in',
      'tag:final',
      'a = 1 and val_',
      'new run',
      'calm-bay-3',
      'run in',
      '',
    ]
    expect(lines.filter(isQuestion)).toEqual([
      'loss = l1',
      'loss = ',
      'loss in',
      'tag:final',
      'a = 1 and val_',
      'run in',
    ])
  })
  it('says how many runs it finds, and is taken to Runs', () => {
    const { entries, words, find } = entriesOf('loss = l1')
    expect(words).toEqual([['Find runs: loss = l1', '12 of 60 runs', undefined]])
    entries[0]?.run()
    expect(find).toHaveBeenCalledWith('loss = l1')
  })
  it('offers what may come next, which is written into the line', () => {
    const at = { from: 7, to: 8, entries: [loss('l1', 9), loss('log-cosh', 1)] }
    const { entries, words, write } = entriesOf('loss = l', at)
    expect(words).toEqual([
      ['Find runs: loss = l', '12 of 60 runs', undefined],
      ['loss = l1', '9 runs', 'Tab'],
      ['loss = log-cosh', '1 run', undefined],
    ])
    expect(entries[2]?.staysOpen).toBe(true)
    entries[2]?.run()
    expect(write).toHaveBeenCalledWith('loss = log-cosh')
    expect(entriesOf('loss = ', { from: 7, to: 7, entries: [loss('l1', 9)] }).words).toEqual([
      ['loss = l1', '9 runs', 'Tab'],
    ])
  })
  it('mends a mistake, and says all of it', () => {
    const { entries, words, write } = entriesOf('loss = (l1)')
    expect(words).toEqual([['Use in', 'A value is missing after =.', 'Tab']])
    entries[0]?.run()
    expect(write).toHaveBeenCalledWith('loss in (l1)')
  })
})

import { describe, expect, it } from 'vitest'
import type { LogEntry } from '@contract/run'
import {
  addToCounts,
  filterRows,
  logText,
  noLogCounts,
  searchRows,
  stepHit,
  toLogRows,
  totalOf,
} from '@panels/run/log-lines'

const entry = (sequence: number, level: LogEntry['level'], message: string): LogEntry => ({
  sequence,
  time: '2026-01-01T00:00:00.000Z',
  level,
  message,
})
const entries = [
  entry(1, 'info', 'epoch 1'),
  entry(2, 'debug', 'allocator'),
  entry(3, 'warning', 'DataLoader waited'),
  entry(4, 'error', 'Traceback\n  File "train.py"\r\nValueError: Epoch'),
]
const rows = toLogRows(entries)

describe('a log', () => {
  it('has a row for each line of an entry, and copies each entry once', () => {
    expect(rows.map(({ text, isContinued }) => [text, isContinued])).toEqual([
      ['epoch 1', false],
      ['allocator', false],
      ['DataLoader waited', false],
      ['Traceback', false],
      ['  File "train.py"', true],
      ['ValueError: Epoch', true],
    ])
    expect(logText(rows).match(/Traceback/g)).toHaveLength(1)
  })
  it('counts entries by level and shows one level, or all with or without what libraries print', () => {
    const counts = addToCounts(addToCounts(noLogCounts, entries.slice(0, 2)), entries.slice(2))
    expect(counts).toEqual({ debug: 1, info: 1, warning: 1, error: 1 })
    expect(totalOf(counts)).toBe(4)
    expect(filterRows(rows, { level: 'all', hasDebug: true })).toBe(rows)
    expect(filterRows(rows, { level: 'all', hasDebug: false })).toHaveLength(5)
    expect(filterRows(rows, { level: 'error', hasDebug: false })).toHaveLength(3)
    expect(filterRows(rows, { level: 'debug', hasDebug: false })).toHaveLength(1)
  })
  it('is searched in small and capital letters alike, and goes round from hit to hit', () => {
    expect(searchRows(rows, 'EPOCH')).toEqual([0, 5])
    expect(searchRows(rows, ' ')).toEqual([])
    expect([stepHit(2, -1, 1), stepHit(2, -1, -1), stepHit(2, 1, 1), stepHit(2, 0, -1), stepHit(0, -1, 1)]).toEqual([
      0, 1, 0, 1, -1,
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { ageWords, lastRunWords } from '../../../src-main/panels/words/last-run'

/** Of the clock on the wall, as people read it. */
const at = (...parts: [number, number, number, number?, number?, number?]) => new Date(...parts)
const now = at(2026, 10, 25, 14, 30, 20)

describe('when something last happened', () => {
  it.each([
    [at(2026, 10, 25, 14, 30, 20), '0 s ago'],
    [at(2026, 10, 25, 14, 30, 14), '6 s ago'],
    [at(2026, 10, 25, 14, 29, 20), '1 min ago'],
    [at(2026, 10, 25, 13, 30, 21), '59 min ago'],
    [at(2026, 10, 25, 13, 30, 20), 'today 13:30'],
    [at(2026, 10, 25, 0, 0, 0), 'today 00:00'],
    [at(2026, 10, 24, 23, 59, 59), 'yesterday 23:59'],
    [at(2026, 10, 24, 0, 0, 0), 'yesterday 00:00'],
    [at(2026, 10, 23, 23, 59, 59), '23 Nov'],
    [at(2026, 0, 1), '1 Jan'],
    [at(2025, 11, 31), '31 Dec 2025'],
    [at(2025, 2, 12), '12 Mar 2025'],
    // A clock that runs ahead.
    [at(2026, 10, 25, 14, 31, 0), '0 s ago'],
  ])('%s is %s', (time, words) => {
    expect(ageWords(time.toISOString(), now)).toBe(words)
  })

  it('is the day before also just after midnight and on the day the clocks change', () => {
    expect(ageWords(at(2026, 9, 24, 12, 0).toISOString(), at(2026, 9, 25, 13, 30))).toBe('yesterday 12:00')
    expect(ageWords(at(2026, 11, 31, 20, 0).toISOString(), at(2027, 0, 1, 0, 30))).toBe('yesterday 20:00')
  })

  it('is now while something trains, and never without a run', () => {
    const lastRunAt = at(2026, 10, 24, 18, 20).toISOString()
    expect(lastRunWords({ running: 0, lastRunAt }, now)).toBe('yesterday 18:20')
    expect(lastRunWords({ running: 1, lastRunAt }, now)).toBe('training now')
    expect(lastRunWords({ running: 2, lastRunAt }, now)).toBe('2 training now')
    expect(lastRunWords({ running: 0, lastRunAt: null }, now)).toBe('no run yet')
  })
})

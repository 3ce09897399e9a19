import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createEventBus } from '../../../src-main/core/events'
import { createAnnouncer } from '../../../src-main/core/history/points'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const events = createEventBus()
  const told: string[] = []
  events.subscribe(({ event, payload }) => {
    if (event === 'points-appended') told.push(`${payload.key} ${payload.count}`)
  })
  return { announcer: createAnnouncer(events), told }
}

it('tells of a series at once, then ten times a second at most, and of its last point at last', () => {
  const { announcer, told } = setUp()
  for (let count = 1; count <= 50; count += 1) {
    announcer.say('run', 'fast', count)
    vi.advanceTimersByTime(10)
  }
  expect(told).toEqual(['fast 1', 'fast 10', 'fast 20', 'fast 30', 'fast 40', 'fast 50'])
  vi.advanceTimersByTime(1_000)
  expect(told).toHaveLength(6)
  announcer.say('run', 'fast', 51)
  expect(told.at(-1)).toBe('fast 51')
})

it('keeps no series waiting for another one, and leaves nothing untold when it ends', () => {
  const { announcer, told } = setUp()
  announcer.say('run', 'a', 1)
  announcer.say('run', 'b', 1)
  announcer.say('run', 'a', 2)
  announcer.say('other', 'a', 7)
  expect(told).toEqual(['a 1', 'b 1', 'a 7'])
  announcer.close()
  expect(told).toEqual(['a 1', 'b 1', 'a 7', 'a 2'])
})

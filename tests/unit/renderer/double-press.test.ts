import { afterEach, describe, expect, it, vi } from 'vitest'
import { isAnswerByAccident, type Press } from '../../../src-renderer/components/double-press'
import { SecondPress } from '../../../src-renderer/components/second-press.svelte'

afterEach(() => vi.useRealTimers())

describe('a press on what asks', () => {
  const stop: Press = { at: 1_000, x: 50, y: 20, element: 'a', words: 'Stop' }
  const asked = { ...stop, at: 1_200, words: 'Confirm stop' }

  it.each([
    ['the same button with other words', asked, true],
    ['a button of a dialog that opened there', { ...asked, element: 'b' }, true],
    ['a few pixels away', { ...asked, x: 58, y: 26 }, true],
    ['the same button with the same words', { ...stop, at: 1_200 }, false],
    ['half a second later', { ...asked, at: 1_500 }, false],
    ['elsewhere', { ...asked, x: 80 }, false],
  ])('is taken for the second of a double press: %s', (_, second, isAccident) => {
    expect(isAnswerByAccident(stop, second)).toBe(isAccident)
  })

  it('is none of a double press where nothing was pressed before', () => {
    expect(isAnswerByAccident(null, asked)).toBe(false)
  })
})

describe('a button that acts at its second press', () => {
  it('never acts by a double click or a held key, and does when the question was there to be read', () => {
    vi.useFakeTimers()
    const stop = new SecondPress()
    expect(stop.press()).toBe(false)
    for (let press = 0; press < 20; press += 1) {
      vi.advanceTimersByTime(24)
      expect(stop.press()).toBe(false)
    }
    expect([stop.isAsking, stop.isFresh]).toEqual([true, true])
    vi.advanceTimersByTime(20)
    expect([stop.isAsking, stop.isFresh]).toEqual([true, false])
    expect(stop.press()).toBe(true)
    // Once it has acted it asks anew.
    expect([stop.isAsking, stop.press(), stop.isAsking]).toEqual([false, false, true])
    stop.forget()
  })

  it('forgets a question that nobody answers', () => {
    vi.useFakeTimers()
    const stop = new SecondPress()
    stop.press()
    vi.advanceTimersByTime(5_000)
    expect(stop.isAsking).toBe(false)
    expect(stop.press()).toBe(false)
    stop.forget()
  })
})

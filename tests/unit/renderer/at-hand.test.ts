import { describe, expect, it } from 'vitest'
import { RunAtHand } from '../../../src-renderer/state/at-hand.svelte'

describe('the run at hand', () => {
  it('is the pointer’s while it is on one, else the keyboard’s', () => {
    const hand = new RunAtHand()
    expect(hand.current).toBe(null)
    hand.hold('a')
    hand.point('b')
    expect([hand.current, hand.held]).toEqual(['b', 'a'])
    hand.leave('b')
    expect(hand.current).toBe('a')
    hand.hold(null)
    expect(hand.current).toBe(null)
  })

  it('is the keyboard’s from the moment that it moves, wherever the pointer rests', () => {
    const hand = new RunAtHand()
    hand.point('b')
    hand.hold('a')
    expect(hand.current).toBe('a')
  })

  it('stays where the pointer has come to meanwhile', () => {
    const hand = new RunAtHand()
    hand.point('a')
    hand.point('b')
    hand.leave('a')
    expect(hand.current).toBe('b')
  })
})

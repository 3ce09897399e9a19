import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choiceText, choiceTicks, fitChoices, roomBeside } from '../../../src-main/charts/choices'

describe('an axis of choices', () => {
  it('is marked at choices that its range has, every one of them where there is room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.constantFrom('beside' as const, 'above' as const),
        (least, more, length, direction) => {
          const range = fitChoices(least, least + more)
          const ticks = choiceTicks(range, length, direction)
          expect(ticks[0]).toBe(least)
          expect(ticks.at(-1)).toBeLessThanOrEqual(least + more)
          const [one = 0, next] = ticks
          if (next !== undefined) {
            const apart = (length / (more + 1)) * (next - one)
            expect(apart).toBeGreaterThanOrEqual(direction === 'beside' ? 30 : 16)
            expect(ticks).toEqual(ticks.map((_, index) => one + index * (next - one)))
          }
          if (length / (more + 1) >= 30) expect(ticks).toHaveLength(more + 1)
        },
      ),
    )
  })

  it('has names that fit beside each other', () => {
    const measure = (text: string) => 6 * text.length
    const ticks = choiceTicks([-0.5, 1.5], 120, 'beside')
    const room = roomBeside([-0.5, 1.5], 120, ticks)
    expect(room).toBe(52)
    expect(choiceText(['mse', 'a long architecture'], 0, room, measure)).toBe('mse')
    expect(measure(choiceText(['mse', 'a long architecture'], 1, room, measure))).toBeLessThanOrEqual(room)
    expect(choiceText(['mse'], 7, room, measure)).toBe('')
  })
})

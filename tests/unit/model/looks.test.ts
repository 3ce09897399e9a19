import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookCount } from '../../../src-main/contract/looks'
import { assignSlots, nextSlot, type LookHolder } from '../../../src-main/model/looks'
import { propertyCases } from '../../support/property'

/** Slots of so many runs made one after the other. */
function makeMany(count: number, earlier: readonly number[] = []): number[] {
  const slots = [...earlier]
  while (slots.length < earlier.length + count) slots.push(nextSlot(slots))
  return slots
}

describe('the look of a new run', () => {
  it('is the lowest that is free: all eight colours first, then the dashed ones, then that of the oldest of the newest', () => {
    expect(makeMany(26)).toEqual([...Array(24).keys(), 0, 1])
    expect(nextSlot([0, 1, 3])).toBe(2)
    // Who has changed colours has left others free.
    expect(nextSlot([5, 5, 5])).toBe(0)
  })

  it('leaves the newest 24 of a project distinct, whatever its runs had before', () => {
    const slot = fc.nat({ max: lookCount - 1 })
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 60 }), (earlier) => {
        const newest = makeMany(lookCount, earlier).slice(-lookCount)
        expect(new Set(newest).size).toBe(lookCount)
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

describe('looks of runs that are shown together', () => {
  const holders = (most: number) =>
    fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 3 }),
        colourSlot: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: lookCount - 1 })),
        createdAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'),
      }),
      { selector: ({ id }) => id, maxLength: most },
    )
  const keepers = (shown: readonly LookHolder[]) => {
    const slots = assignSlots(shown)
    return shown.filter(({ id, colourSlot }) => slots.get(id) === colourSlot)
  }

  it('are distinct while at most 24 are shown, in whatever order they come', () => {
    fc.assert(
      fc.property(holders(lookCount), fc.nat(), (shown, seed) => {
        const slots = assignSlots(shown)
        expect(new Set(slots.values()).size).toBe(shown.length)
        expect([...slots.values()].every((slot) => slot >= 0 && slot < lookCount)).toBe(true)
        const turned = shown.map((one, index) => shown[(index + seed) % shown.length] ?? one)
        expect(new Map([...assignSlots(turned)].sort())).toEqual(new Map([...slots].sort()))
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('stay where they are one’s own, whichever other run is hidden, and whichever newer one is shown', () => {
    fc.assert(
      fc.property(holders(lookCount - 1), fc.nat(), fc.nat({ max: lookCount - 1 }), (shown, which, colourSlot) => {
        const own = keepers(shown)
        const hidden = shown[which % Math.max(1, shown.length)]
        const rest = shown.filter((run) => run !== hidden)
        const afterwards = assignSlots(rest)
        for (const { id, colourSlot: slot } of own) if (id !== hidden?.id) expect(afterwards.get(id)).toBe(slot)
        const newer = { id: 'newer', colourSlot, createdAt: '2026-02-01T00:00:00.000Z' }
        const withNewer = assignSlots([...shown, newer])
        for (const { id, colourSlot: slot } of own) expect(withNewer.get(id)).toBe(slot)
        // Where nobody borrows, nobody changes.
        if (own.length === shown.length)
          for (const [id, slot] of assignSlots(shown)) expect(withNewer.get(id)).toBe(slot)
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('are borrowed by the later of two, until the earlier is hidden', () => {
    const run = (id: string, colourSlot: number, day: number) => ({ id, colourSlot, createdAt: `2026-01-0${day}` })
    const [first, second, third] = [run('z', 0, 1), run('a', 0, 2), run('b', 1, 3)]
    expect([...assignSlots([third, second, first])].sort()).toEqual([
      ['a', 2],
      ['b', 1],
      ['z', 0],
    ])
    expect(assignSlots([second, third]).get('a')).toBe(0)
  })

  it('are each one’s own from the 25th on', () => {
    const many = Array.from({ length: 25 }, (_, index) => ({ id: `${index}`, colourSlot: index % 3, createdAt: '' }))
    expect(assignSlots(many).size).toBe(0)
  })
})

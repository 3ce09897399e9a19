import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handOut, type RowSlot } from '../../../src-renderer/components/row-slots.svelte'
import { propertyCases } from '../../support/property'

type Row = { readonly id: string; readonly kind: 'group' | 'run' }
const kindOf = ({ kind }: Row) => kind
const run = (id: number): Row => ({ id: String(id), kind: 'run' })
const slotsOf = (slots: readonly RowSlot<Row>[]) => slots.map(({ slot }) => slot)

describe('rows of a long list', () => {
  it('keep their place in the page, and give it to one that comes when they leave', () => {
    const first = handOut<Row>([], [1, 2, 3].map(run))
    expect(slotsOf(first)).toEqual([0, 1, 2])
    // Scrolled by one: the row at the top becomes the one at the bottom.
    expect(slotsOf(handOut(first, [2, 3, 4].map(run)))).toEqual([1, 2, 0])
    // All others, as after a sort: nothing is made, and nothing moves.
    expect(slotsOf(handOut(first, [7, 8, 9].map(run)))).toEqual([0, 1, 2])
    // The same ones in another order.
    expect(slotsOf(handOut(first, [3, 1, 2].map(run)))).toEqual([2, 0, 1])
  })

  it('keep what has the focus, and give no place to one of another kind', () => {
    const first = handOut<Row>([], [1, 2].map(run), kindOf)
    expect(slotsOf(handOut(first, [3, 4].map(run), kindOf, (slot) => slot === 0))).toEqual([1, 2])
    expect(slotsOf(handOut(first, [{ id: '1', kind: 'group' }, run(5)], kindOf))).toEqual([2, 0])
  })

  it('have places of their own, however the list changes', () => {
    const row = fc.record({ id: fc.nat(12).map(String), kind: fc.constantFrom('group' as const, 'run' as const) })
    const rows = fc.uniqueArray(row, { maxLength: 8, selector: ({ id, kind }) => `${kind}${id}` })
    fc.assert(
      fc.property(fc.array(fc.tuple(rows, fc.option(fc.nat(8))), { maxLength: 8 }), (lists) => {
        let slots: RowSlot<Row>[] = []
        for (const [wanted, held] of lists) {
          const before = slots
          slots = handOut(before, wanted, kindOf, (slot) => slot === held)
          expect(slots.map(({ row }) => row)).toEqual(wanted)
          expect(new Set(slotsOf(slots)).size).toBe(wanted.length)
          for (const { slot, row } of slots) {
            const of = before.find((one) => one.slot === slot)?.row
            const own = before.find((one) => one.row.id === row.id && one.row.kind === row.kind)?.slot
            if (own !== undefined) expect(slot).toBe(own)
            else if (of !== undefined) {
              expect(of.kind).toBe(row.kind)
              expect(slot).not.toBe(held)
            }
          }
        }
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

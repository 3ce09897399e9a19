import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowOf, tooltipRows } from '../../../src-main/charts/hover'
import type { PanelSpec } from '../../../src-main/charts/panel'
import { tableToTsv, valuesTable } from '../../../src-main/charts/table'
import { tipOf } from '../../../src-main/charts/tip'
import { baselineWords, endedWords, moreWords, rankWords } from '../../../src-renderer/charts/describe'
import { propertyCases } from '../../support/property'

const line = (id: string, y: readonly number[]) => ({
  id,
  label: id,
  colour: 'c1',
  x: y.map((_, index) => index + 1),
  y,
})
const spec = (...series: PanelSpec['series']): PanelSpec => ({
  title: 't',
  xTitle: 'epoch',
  series,
  format: String,
  better: 'lower',
})
/** Runs of values 1, 2, 3, ... at epoch 2; the last of them ended before. */
const many = (count: number) => [
  ...Array.from({ length: count }, (_, index) => line(`run-${index + 1}`, [0, index + 1])),
  line('ended', [5]),
]
const tipAt = (panel: PanelSpec, id: string, x = 2) => {
  const own = panel.series.find((one) => one.id === id)
  return tipOf(panel, tooltipRows(panel, x), own ? rowOf(own, x) : null, x)
}
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

describe('a tooltip of many lines', () => {
  it('has the one at hand with its rank, three above and three below it, and says what it leaves out', () => {
    const panel = spec(...many(60), { ...line('base', [0, 23.5]), isBaseline: true })
    const tip = tipAt(panel, 'run-23')
    expect(ids(tip.rows)).toEqual(['run-23', 'run-26', 'run-25', 'run-24', 'run-22', 'run-21', 'run-20'])
    expect(ids(tip.marked)).toEqual(['run-23', 'run-25', 'run-24', 'run-22', 'run-21'])
    expect(rankWords(tip)).toBe('23 of 61')
    expect(baselineWords(tip, String, String)).toBe('2: 23.5 baseline −0.5')
    expect(moreWords(tip, String)).toBe('53 more, 1 to 60')
    expect(endedWords(tip, '2')).toBe('1 ended before 2')
  })

  it('shows all of a few lines, the one at hand first, and the baseline apart', () => {
    const panel = spec(...many(4), { ...line('base', [0, 9]), isBaseline: true })
    const tip = tipAt(panel, 'run-2')
    expect(ids(tip.rows)).toEqual(['run-2', 'run-4', 'run-3', 'run-1'])
    expect([tip.baseline?.row.id, tip.baseline?.difference, tip.more, tip.rank]).toEqual(['base', -7, null, null])
    expect(ids(tip.marked)).toHaveLength(5)
    // At hand, the baseline is first as any other line is, without a difference to itself.
    expect(ids(tipAt(panel, 'base').rows)[0]).toBe('base')
    expect(tipAt(panel, 'base').baseline).toBe(null)
  })

  it('names a line at hand that has ended by its last value, without a rank', () => {
    const tip = tipAt(spec(...many(20)), 'ended')
    expect(tip.rows[0]).toMatchObject({ id: 'ended', x: 1, y: 5 })
    expect([tip.rank, tip.rows.length, tip.more?.count]).toEqual([null, 7, 14])
  })

  it('is followed by a table of every value there, the best first', () => {
    const panel = spec(line('a', [0, 3]), line('nan', [0, Number.NaN]), { ...line('base', [0, 1]), isBaseline: true })
    expect(tableToTsv(valuesTable(panel, 2, 0))).toBe(
      ['name\trank\tepoch\tvalue\tto the baseline', 'base\t1\t2\t1\t0', 'a\t2\t2\t3\t2', 'nan\t\t2\tNaN\tNaN'].join(
        '\n',
      ),
    )
    expect(valuesTable({ ...panel, better: 'higher' }, 2, 0).rows.slice(0, 1)[0]![0]).toBe('a')
  })

  it('shows and counts every line once, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NaN)), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.boolean(),
        (values, place, hasBaseline) => {
          const lines = values.map((value, index) => ({
            ...line(String(index), [0, value]),
            ...(hasBaseline && index === 0 ? { isBaseline: true } : {}),
          }))
          const hand = String(place % values.length)
          const tip = tipAt(spec(...lines), hand)
          const shown = [...ids(tip.rows), ...(tip.baseline ? [tip.baseline.row.id] : [])]
          expect(shown[0]).toBe(hand)
          expect(new Set(shown).size).toBe(shown.length)
          expect(shown.length + (tip.more?.count ?? 0)).toBe(values.length)
          const own = values[Number(hand)]!
          if (tip.rank) expect(tip.rank.place).toBe(1 + values.filter((value) => value < own).length)
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })
})

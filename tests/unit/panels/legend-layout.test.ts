import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainText } from '@charts/mathematics'
import { legendColumn, legendTable, type LaidLegend, type PageMeasure } from '@panels/figure/legend-layout'
import { lineHeight } from '@panels/figure/page-layout'
import { propertyCases } from '../../support/property'

/** As wide as it has letters. */
const measure: PageMeasure = { widthOf: (text) => 6 * Array.from(plainText(text)).length, slack: 2 }
const entriesOf = (labels: readonly string[]) =>
  labels.map((label, index) => ({ label, colour: `c${(index % 24) + 1}`, dash: [] }))

const word = fc.stringMatching(/^[\p{L}\d_-]{1,60}$/u)
const labels = fc.array(
  fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' ')),
  { minLength: 1, maxLength: 80 },
)

/** Each box within the width, and none on another. */
function expectApart({ entries, width, height }: LaidLegend, most: number) {
  expect(width).toBeLessThanOrEqual(most + 1e-9)
  const boxes = entries.map((entry) => ({ ...entry, bottom: entry.top + entry.lines.length * lineHeight }))
  for (const [index, box] of boxes.entries()) {
    expect(box.left).toBeGreaterThanOrEqual(0)
    expect(box.left + box.width).toBeLessThanOrEqual(most + 1e-9)
    expect(box.bottom).toBeLessThanOrEqual(height + 1e-9)
    for (const line of box.lines) expect(measure.widthOf(line)).toBeLessThanOrEqual(box.width)
    for (const other of boxes.slice(index + 1)) {
      const isBeside = box.left + box.width <= other.left || other.left + other.width <= box.left
      expect(isBeside || box.bottom <= other.top || other.bottom <= box.top).toBe(true)
    }
  }
}

describe('a legend', () => {
  it('as a table has every name whole, within the width, and none on another', () => {
    fc.assert(
      fc.property(labels, fc.integer({ min: 60, max: 900 }), (names, width) => {
        const laid = legendTable(entriesOf(names), width, measure)
        const withoutSpaces = (text: string) => text.replaceAll(/\s/g, '')
        expect(laid.entries.map(({ lines }) => withoutSpaces(lines.map(plainText).join('')))).toEqual(
          names.map(withoutSpaces),
        )
        expectApart(laid, width)
      }),
      { numRuns: propertyCases(60) },
    )
  })

  it('in a column is there whole or not at all', () => {
    fc.assert(
      fc.property(
        labels,
        fc.integer({ min: 30, max: 900 }),
        fc.integer({ min: 10, max: 900 }),
        (names, width, height) => {
          const laid = legendColumn(entriesOf(names), { width, height }, measure)
          if (laid === null) return
          expect(laid.height).toBeLessThanOrEqual(height)
          expect(laid.entries.map(({ lines }) => lines.map(plainText))).toEqual(names.map((name) => [name]))
          expectApart(laid, width)
        },
      ),
      { numRuns: propertyCases(60) },
    )
  })

  it('breaks within a word only where one column is too narrow for it', () => {
    const laid = legendTable(entriesOf(['a short name', 'x'.repeat(40), 'another']), 200, measure)
    expect(laid.entries.map(({ lines }) => lines.length)).toEqual([1, 2, 1])
    const wide = legendTable(entriesOf(['a short name', 'x'.repeat(40), 'another']), 500, measure)
    expect(wide.entries.every(({ lines }) => lines.length === 1)).toBe(true)
  })
})

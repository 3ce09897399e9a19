import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PanelSpec } from '../../../src-main/charts/panel'
import { shareOf } from '../../../src-main/charts/place'
import { marksOf } from '../../../src-main/panels/figure/tikz/line-part'
import { numberWidth } from '../../../src-main/panels/figure/tikz/text'
import { anyPair } from '../../support/doubles'
import { propertyCases } from '../../support/property'
import { readNumber } from '../../support/read-ticks'

/** What TeX prints, as text. */
const printed = (tex: string): string =>
  tex
    .replace(/^\$-\$/, '-')
    .replace(/^\$(-?)10\^\{(-?\d+)\}\$/, '$11e$2')
    .replace(/^\$(-?[\d.,]+)\{\\times\}10\^\{(-?\d+)\}\$/, '$1e$2')

it('marks of an axis in TikZ read back to themselves, and stand apart by their widths', () => {
  const box = fc.record({ width: fc.integer({ min: 60, max: 900 }), height: fc.integer({ min: 40, max: 500 }) })
  fc.assert(
    fc.property(anyPair, anyPair, fc.boolean(), fc.boolean(), box, (x, values, logY, isBytes, room) => {
      const y = logY ? values.map((value) => Math.abs(value) || 1) : values
      const spec: PanelSpec = {
        title: '',
        xTitle: '',
        xKind: 'value',
        series: [{ id: 'a', label: '', colour: 'c1', x, y }],
        format: String,
        logY,
        ...(isBytes ? { yUnit: 'bytes' } : {}),
      }
      const drawn = marksOf(spec, room)
      for (const { values: ticks, texts } of [drawn.xMarks, drawn.yMarks]) {
        expect(new Set(texts).size).toBe(texts.length)
        expect(texts.map((text) => [text, readNumber(printed(text))])).toEqual(
          texts.map((text, index) => [text, ticks[index]! + 0]),
        )
      }
      const halves = drawn.xMarks.texts.map((text) => numberWidth(printed(text)) / 2)
      const places = drawn.xMarks.values.map((value) => shareOf(value, drawn.x) * room.width)
      places.forEach((at, index) => {
        if (index > 0) expect(at - places[index - 1]!).toBeGreaterThan(halves[index]! + halves[index - 1]!)
      })
      const heights = drawn.yMarks.values.map((value) => shareOf(value, drawn.y, logY) * room.height)
      heights.forEach((at, index) => {
        if (index > 0) expect(at - heights[index - 1]!).toBeGreaterThanOrEqual(15)
      })
    }),
    { numRuns: propertyCases(300) },
  )
})

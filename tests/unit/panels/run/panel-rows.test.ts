import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  initiallyFolded,
  layPanelRows,
  rowGap,
  rowOffsets,
  rowsWithin,
  sectionsOf,
  type PanelRow,
} from '@panels/run/panel-rows'
import { propertyCases } from '../../../support/property'

const keys = [
  'train/loss',
  'train/lr',
  'system/gpu.0.memory',
  'epoch',
  'val/loss',
  'val/acc',
  'grad/norm',
  'layer/a',
  'layer/b',
  'layer/c',
]
const none: ReadonlySet<string> = new Set()
const keysOf = (rows: readonly PanelRow[]) =>
  rows.flatMap((row) => (row.kind === 'panels' ? row.cells.map(({ key }) => key) : []))

describe('sections of a run', () => {
  it('are the parts before the slash: what judges it, how it learned, the rest as written, its machine', () => {
    expect(sectionsOf(keys).map(({ title, keys: own }) => [title, own.length])).toEqual([
      ['val/', 2],
      ['train/', 2],
      ['grad/', 1],
      ['layer/', 3],
      ['system/', 1],
      ['metrics', 1],
    ])
  })
  it('know the series of Plateau by their place in the catalogue', () => {
    const own = ['train_loss', 'validation_loss', 'val_mse', 'cpu_percent', 'batch_loss']
    expect(sectionsOf(own).map(({ title, keys: inside }) => [title, inside])).toEqual([
      ['metrics', ['val_mse']],
      ['loss', ['train_loss', 'validation_loss', 'batch_loss']],
      ['system', ['cpu_percent']],
    ])
  })
  it('have what the author hides at the end, folded', () => {
    const sections = sectionsOf(['val/loss', 'val/raw', 'aux'], {}, ['val/raw', 'aux'])
    expect(sections.map(({ title, keys: inside }) => [title, inside])).toEqual([
      ['val/', ['val/loss']],
      ['Hidden by the program', ['val/raw', 'aux']],
    ])
    expect([...initiallyFolded(sections)]).toEqual([sections[1]!.name])
  })
  it('are folded beyond a bound, the first never', () => {
    const many = sectionsOf(Array.from({ length: 3_000 }, (_, index) => `part${Math.floor(index / 100)}/${index}`))
    expect(initiallyFolded(many).size).toBe(29)
    expect(initiallyFolded(many).has('part0')).toBe(false)
    expect(initiallyFolded(sectionsOf(keys)).size).toBe(0)
  })
})

describe('rows of panels', () => {
  it('begin with a large panel, have what-if under the first metric with a best, and short sections beside each other', () => {
    const rows = layPanelRows({ sections: sectionsOf(keys.filter((key) => key !== 'epoch')), folded: none, columns: 4 })
    const words = rows.map((row) =>
      row.kind === 'what-if'
        ? 'what if'
        : row.cells
            .map(
              (cell) =>
                `${'section' in cell && typeof cell.section === 'object' ? cell.section.title : (cell as { key: string }).key} ${cell.columns}`,
            )
            .join(' | '),
    )
    expect(words).toEqual([
      'val/ 12',
      'val/loss 8 | val/acc 4',
      'what if',
      'train/ 6 | grad/ 6',
      'train/loss 3 | train/lr 3 | grad/norm 6',
      'layer/ 12',
      'layer/a 4 | layer/b 4 | layer/c 4',
      'system/ 12',
      'system/gpu.0.memory 12',
    ])
  })
  it('show each key of an open section once, whatever the sections and the width', () => {
    const section = fc.constantFrom('val', 'train', 'a', 'b', 'c', 'system')
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(section, fc.nat(40)).map(([name, at]) => `${name}/${at}`),
          { maxLength: 90 },
        ),
        fc.constantFrom(1 as const, 2 as const, 4 as const),
        fc.subarray(['val', 'train', 'a', 'b', 'c', 'system']),
        (own, columns, shut) => {
          const folded = new Set(shut)
          const rows = layPanelRows({ sections: sectionsOf(own), folded, columns })
          const open = own.filter((key) => !folded.has(key.slice(0, key.indexOf('/'))))
          expect(keysOf(rows).sort()).toEqual([...open].sort())
          for (const row of rows)
            if (row.kind !== 'what-if')
              expect(row.cells.reduce((sum, { columns: width }) => sum + width, 0)).toBeLessThanOrEqual(12)
          expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })
  it('have no what-if where no metric has a best', () => {
    const rows = layPanelRows({ sections: sectionsOf(['a/x', 'a/y']), folded: none, columns: 4 })
    expect(rows.some(({ kind }) => kind === 'what-if')).toBe(false)
  })
})

describe('rows in sight', () => {
  it('are those that touch the stretch, as if each had been looked at', () => {
    const height = fc.integer({ min: 1, max: 300 })
    fc.assert(
      fc.property(
        fc.array(height, { minLength: 1, maxLength: 60 }),
        fc.nat(9_000),
        fc.nat(1_500),
        (heights, top, tall) => {
          const rows = heights.map((one, index): PanelRow => ({
            kind: 'panels',
            id: String(index),
            height: one,
            cells: [],
          }))
          const offsets = rowOffsets(rows)
          const { from, to } = rowsWithin(offsets, top, top + tall)
          heights.forEach((_, index) => {
            const begins = offsets[index] ?? 0
            const ends = offsets[index + 1] ?? 0
            const touches = ends > top && begins < top + tall
            expect(index >= from && index < to).toBe(touches)
          })
          expect(offsets.at(-1)).toBe(heights.reduce((sum, one) => sum + one + rowGap, 0))
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })
  it('are few of three thousand series', () => {
    const many = sectionsOf(Array.from({ length: 3_000 }, (_, index) => `a/${index}`))
    const rows = layPanelRows({ sections: many, folded: none, columns: 4 })
    const { from, to } = rowsWithin(rowOffsets(rows), 20_000, 21_000)
    expect(to - from).toBeLessThan(10)
  })
})

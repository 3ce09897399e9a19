import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellSize,
  countLine,
  densityWords,
  drawDensity,
  emptyDensity,
  levelOf,
  mostCounted,
  shortDensityWords,
} from '../../../src-main/charts/density'
import { screenLook } from '../../../src-main/charts/look'
import type { Transform } from '../../../src-main/charts/place'
import { themePalette } from '../../../src-main/charts/themes'
import { propertyCases } from '../../support/property'

const plot: Transform = { left: 4, right: 44, top: 2, bottom: 32, x: [0, 10], y: [0, 10], isLog: false }
const densityOf = (lines: readonly { x: readonly number[]; y: readonly number[] }[]) => {
  const density = emptyDensity(plot)
  for (const line of lines) countLine(density, line, plot)
  return density
}
const isOnBorder = (at: number) => Math.abs(at - Math.round(at)) < 1e-9
const value = fc.oneof(
  { arbitrary: fc.integer({ min: -3, max: 13 }), weight: 9 },
  { arbitrary: fc.constant(Number.NaN), weight: 1 },
)
const lines = fc.array(
  fc
    .array(value, { minLength: 1, maxLength: 8 })
    .map((y) => ({ x: y.map((_, index) => (index * 10) / Math.max(1, y.length - 1)), y })),
  { maxLength: 8 },
)

describe('a density', () => {
  it('says whether its best lines have names, and less where there is less room', () => {
    expect(densityWords({ lines: 1_000, best: 5 })).toBe('1,000 runs, shown as density; best 5 named')
    expect(densityWords({ lines: 1_000, best: 5, isUnnamed: true })).toMatch(/; best 5 as lines$/)
    expect(densityWords({ lines: 1, best: 0 })).toBe('1 run, shown as density')
    expect(densityWords({ lines: 107, best: 0, of: 1_000 })).toBe('107 of 1,000 runs, shown as density')
    expect(shortDensityWords({ lines: 1_000, best: 5 })).toBe('1,000 runs as density')
  })

  it('counts each line once in every cell that it runs through, and in no other', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const { grid, rows, counts } = densityOf(all)
        // By a walk along each line, in steps much shorter than a cell.
        const [walked, certain] = [new Uint16Array(counts.length), new Uint16Array(counts.length)]
        for (const { x, y } of all) {
          const [cells, sure] = [new Set<number>(), new Set<number>()]
          for (let index = 0; index < x.length; index += 1)
            for (let share = 0; share < 1; share += 0.002) {
              const [at, to] = [y[index]!, share === 0 ? y[index]! : (y[index + 1] ?? Number.NaN)]
              const px = plot.left + 4 * (x[index]! + share * ((x[index + 1] ?? 0) - x[index]!))
              const py = plot.bottom - 3 * (at + share * (to - at))
              if (Number.isNaN(py) || py < plot.top || py >= plot.bottom || px > plot.right) continue
              const [across, down] = [(px - grid.origin) / cellSize, (py - plot.top) / cellSize]
              const cell = Math.floor(across) * rows + Math.floor(down)
              cells.add(cell)
              // On the border of two cells rounding decides.
              if (!isOnBorder(across) && !isOnBorder(down)) sure.add(cell)
            }
          for (const cell of cells) walked[cell]! += 1
          for (const cell of sure) certain[cell]! += 1
        }
        certain.forEach((count, cell) => expect(counts[cell]).toBeGreaterThanOrEqual(count))
        // On the border of two cells both count.
        counts.forEach((count, cell) => {
          const around = [
            cell - rows - 1,
            cell - rows,
            cell - rows + 1,
            cell - 1,
            cell,
            cell + 1,
            cell + rows - 1,
            cell + rows,
            cell + rows + 1,
          ]
          expect(count).toBeLessThanOrEqual(around.reduce((sum, one) => sum + (walked[one] ?? 0), 0))
        })
      }),
      { numRuns: propertyCases(60) },
    )
  })

  it('has a scale from one line to a hundred, by ratio', () => {
    expect([1, 10, mostCounted, 5_000].map(levelOf)).toEqual([0, 0.5, 1, 1])
  })

  it('covers in a file what it counts, within the plot, darker where there are more', () => {
    const flat = { x: [0, 10], y: [5, 5] }
    const density = densityOf([...Array.from({ length: 100 }, () => flat), { x: [0, 10], y: [9, 9] }])
    const rectangles: { colour: string; x: number; y: number; width: number; height: number }[] = []
    const ctx = {
      fillStyle: '',
      fillRect(x: number, y: number, width: number, height: number) {
        rectangles.push({ colour: this.fillStyle, x, y, width, height })
      },
    }
    const palette = themePalette('light')
    const steps = drawDensity(ctx as unknown as CanvasRenderingContext2D, density, plot, palette, {
      ...screenLook,
      isFile: true,
    })
    while (steps.next().done !== true);
    expect(new Set(rectangles.map(({ colour }) => colour))).toEqual(
      new Set(['rgb(89, 109, 152)', 'rgb(240, 242, 247)']),
    )
    for (const { x, y, width, height } of rectangles) {
      expect([x >= plot.left, x + width <= plot.right, y >= plot.top, y + height <= plot.bottom]).toEqual([
        true,
        true,
        true,
        true,
      ])
    }
    const dark = rectangles.filter(({ colour }) => colour === 'rgb(89, 109, 152)')
    // Each reaches a little into the next, so that no seam is seen.
    dark.slice(1).forEach(({ x }, index) => expect(dark[index]!.x + dark[index]!.width).toBeGreaterThan(x))
    expect([dark[0]!.x, dark.at(-1)!.x + dark.at(-1)!.width]).toEqual([plot.left, plot.right])
  })
})

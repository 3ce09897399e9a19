/** Charts as they are drawn, on any range: every number of their axes measured where it stands. */
import { BasicPlatform, Chart, type ChartConfiguration, type ChartType } from 'chart.js'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { toBarConfiguration } from '../../../src-main/charts/bar-chart'
import { toConfiguration, viewOf } from '../../../src-main/charts/chart'
import { screenLook, type Look } from '../../../src-main/charts/look'
import { parallelGeometry } from '../../../src-main/charts/parallel-geometry'
import type { PanelSpec, XKind } from '../../../src-main/charts/panel'
import { toScatterConfiguration } from '../../../src-main/charts/scatter-chart'
import { themePalette } from '../../../src-main/charts/themes'
import { registerFont } from '../../../src-main/core/figures/worker/fonts'
import { scratchSurface } from '../../../src-main/core/figures/worker/surface'
import { builtInStyles } from '../../../src-main/contract/figure'
import { lookOf } from '../../../src-main/panels/figure/style'
import { anyPair } from '../../support/doubles'
import { propertyCases } from '../../support/property'
import { clockAt, readMoment, readNumber, readRelative } from '../../support/read-ticks'

beforeAll(() => registerFont('inter'))

const settings = { numRuns: propertyCases(80) }
const palette = themePalette('light')
const looks: readonly Look[] = [screenLook, ...builtInStyles.map(({ style }) => lookOf(style))]

type Written = { readonly text: string; readonly left: number; readonly right: number; readonly middle: number }
type Drawn = {
  readonly written: readonly Written[]
  readonly corners: readonly (readonly [number, number])[]
  readonly scales: Chart['scales']
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
}

/** Draws a chart; every text with its box, and every corner of a path. */
function draw<Type extends ChartType, Data, Label>(
  configure: (ctx: CanvasRenderingContext2D) => ChartConfiguration<Type, Data, Label>,
  width: number,
  height: number,
): Drawn {
  const surface = scratchSurface()
  const { ctx } = surface
  const written: Written[] = []
  const corners: [number, number][] = []
  const write = ctx.fillText.bind(ctx)
  Object.defineProperty(ctx, 'fillText', {
    value(text: string, x: number, y: number, ...rest: [number?]) {
      const { e, f } = ctx.getTransform()
      const size = ctx.measureText(text).width
      const left = e + x - (ctx.textAlign === 'center' ? size / 2 : ctx.textAlign === 'right' ? size : 0)
      written.push({ text, left, right: left + size, middle: f + y })
      write(text, x, y, ...rest)
    },
  })
  for (const name of ['moveTo', 'lineTo'] as const) {
    const native = ctx[name].bind(ctx)
    Object.defineProperty(ctx, name, {
      value(x: number, y: number) {
        corners.push([x, y])
        native(x, y)
      },
    })
  }
  const onPage = Object.assign({}, configure(ctx), { platform: BasicPlatform })
  const chart = new Chart(surface.canvasOf(width, height), onPage)
  const { left, right, top, bottom } = chart.chartArea
  const drawn = { written: [...written], corners, scales: { ...chart.scales }, plot: { left, right, top, bottom } }
  chart.destroy()
  return drawn
}

const labelsOf = (drawn: Drawn, axis: 'x' | 'y'): string[] =>
  (drawn.scales[axis]?.ticks ?? []).map(({ label }) => String(label)).filter((label) => label !== '')
const valuesOf = (drawn: Drawn, axis: 'x' | 'y'): number[] =>
  (drawn.scales[axis]?.ticks ?? []).map(({ value }) => value)

/** Half of the height of digits, in pixels. */
const halfText = 4.5

/** No two numbers of an axis touch, each is written, and no two are alike. */
function expectApart(drawn: Drawn, axis: 'x' | 'y', beside: readonly string[] = []): void {
  const labels = labelsOf(drawn, axis)
  expect(new Set(labels).size).toBe(labels.length)
  const boxes = drawn.written.filter(({ text, middle, left }) => {
    if (beside.includes(text)) return true
    return labels.includes(text) && (axis === 'x' ? middle > drawn.plot.bottom : left < drawn.plot.left - 4)
  })
  const [ofAxis] = [boxes.filter(({ text }) => labels.includes(text))]
  expect(ofAxis.length).toBeGreaterThanOrEqual(labels.length)
  // None is cut at the edge of the picture.
  if (axis === 'y') expect(ofAxis.filter(({ left }) => left < -0.5)).toEqual([])
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      const areApart =
        one.right <= other.left || other.right <= one.left || Math.abs(one.middle - other.middle) >= 2 * halfText
      expect([one.text, other.text, areApart]).toEqual([one.text, other.text, true])
    }
  })
}

const readOf = (kind: XKind, text: string, low: number, high: number): readonly (number | string | null)[] =>
  kind === 'wall'
    ? readMoment(text, low, high).map(clockAt)
    : [kind === 'relative' ? readRelative(text) : readNumber(text)]

/** Each number read back is the mark that stands there. */
function expectTrue(drawn: Drawn, axis: 'x' | 'y', kind: XKind): void {
  const { min = 0, max = 0 } = drawn.scales[axis] ?? {}
  const values = valuesOf(drawn, axis)
  labelsOf(drawn, axis).forEach((text, index) => {
    const value = values[index]! + 0
    expect([text, ...readOf(kind, text, min, max)]).toContainEqual(kind === 'wall' ? clockAt(value) : value)
  })
}

const size = fc.record({ width: fc.integer({ min: 160, max: 900 }), height: fc.integer({ min: 70, max: 500 }) })
const momentPair = fc
  .tuple(fc.integer({ min: 0, max: 2e12 }), fc.double({ min: 0, max: 12, noNaN: true }))
  .map(([low, power]) => [low, low + Math.round(10 ** power)] as const)
const look = fc.constantFrom(...looks)

describe('a chart of any range', () => {
  it('draws every point in the plot, with numbers that neither touch nor lie', () => {
    const kinds = fc.constantFrom<XKind>('epoch', 'step', 'relative', 'value', 'wall')
    const unit = fc.constantFrom(undefined, 'bytes' as const, 'seconds' as const)
    fc.assert(
      fc.property(
        kinds,
        anyPair,
        momentPair,
        anyPair,
        fc.boolean(),
        unit,
        size,
        look,
        (kind, pair, moments, values, logY, yUnit, { width, height }, drawnWith) => {
          const x = kind === 'wall' ? moments : pair
          const y = logY ? values.map((value) => Math.abs(value) || 1) : values
          const spec: PanelSpec = {
            title: '',
            xTitle: kind,
            xKind: kind,
            series: [{ id: 'a', label: 'a', colour: 'c1', x, y }],
            format: String,
            logY,
            ...(yUnit === undefined ? {} : { yUnit }),
          }
          const drawn = draw(
            () => toConfiguration(() => ({ spec, view: viewOf(spec, null), below: 0 }), palette, drawnWith),
            width,
            height,
          )
          const { x: xs, y: ys } = drawn.scales
          for (const [scale, given] of [
            [xs, x],
            [ys, y],
          ] as const) {
            for (const value of given) {
              const share = scale!.getDecimalForPixel(scale!.getPixelForValue(value))
              expect([value, share, share >= -1e-6 && share <= 1 + 1e-6]).toEqual([value, share, true])
            }
          }
          expect(drawn.corners.every(([left, top]) => Number.isFinite(left) && Number.isFinite(top))).toBe(true)
          expectApart(drawn, 'x', drawnWith.isFile ? [] : [kind])
          expectApart(drawn, 'y')
          expectTrue(drawn, 'x', kind)
          expectTrue(drawn, 'y', yUnit === 'seconds' && !logY ? 'relative' : 'value')
        },
      ),
      {
        ...settings,
        examples: [
          // A number that is wider than what the other axis leaves.
          [
            ...(['relative', [-4.2677655884795e-309, -4.267765588479493e-309], [0, 1]] as const),
            ...([[5e-308, 1e-307], false, 'bytes', { width: 160, height: 70 }, screenLook] as const),
          ],
        ],
      },
    )
  })

  it('of points and of bars too', () => {
    fc.assert(
      fc.property(
        anyPair,
        anyPair,
        fc.boolean(),
        fc.boolean(),
        size,
        look,
        (pair, values, logX, logY, { width, height }, drawnWith) => {
          const on = (value: number, isLog: boolean) => (isLog ? Math.abs(value) || 1 : value)
          const points = pair.map((x, index) => ({
            id: String(index),
            label: '',
            colour: 'c1',
            isHollow: false,
            isFaded: false,
            x: on(x, logX),
            y: on(values[index]!, logY),
          }))
          const scatter = { title: '', xTitle: '', yTitle: '', points, logX, logY, formatX: String, formatY: String }
          const bars = {
            title: '',
            valueTitle: '',
            format: () => '',
            isLog: logY,
            bars: values.map((value, index) => ({
              id: String(index),
              label: '',
              colour: 'c1',
              value: on(value, logY),
            })),
          }
          const dots = draw(() => toScatterConfiguration(() => scatter, palette, drawnWith), width, height)
          for (const axis of ['x', 'y'] as const) {
            expectApart(dots, axis)
            expectTrue(dots, axis, 'value')
          }
          const lying = draw((ctx) => toBarConfiguration(() => bars, palette, ctx, drawnWith), width, height)
          expectApart(lying, 'x')
          expectTrue(lying, 'x', 'value')
        },
      ),
      settings,
    )
  })

  it('of parallel coordinates too', () => {
    fc.assert(
      fc.property(
        fc.array(anyPair, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        size,
        (pairs, isLog, { width, height }) => {
          const values = pairs.flat().map((value) => (isLog ? Math.abs(value) || 1 : value))
          const geometry = parallelGeometry(
            {
              title: '',
              axes: [{ id: 'a', label: 'a', kind: 'number', isLog, format: String }],
              lines: values.map((value, index) => ({
                id: String(index),
                label: '',
                colour: 'c1',
                dash: [],
                values: [value],
              })),
            },
            width,
            height,
          )
          const [axis] = geometry.axes
          for (const value of values) {
            const at = axis!.toPixel(value)
            expect(at >= geometry.top - 1e-6 && at <= geometry.bottom + 1e-6).toBe(true)
          }
          const ticks = axis!.ticks
          expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length)
          ticks.forEach(({ text, value, at }, index) => {
            expect([text, readNumber(text)]).toEqual([text, value + 0])
            for (const other of ticks.slice(index + 1))
              expect(Math.abs(at - other.at)).toBeGreaterThanOrEqual(2 * halfText)
          })
        },
      ),
      settings,
    )
  })
})

describe('an axis of time', () => {
  const labels = (kind: XKind, x: readonly number[], width = 640) => {
    const y = x.map(() => 1)
    const spec: PanelSpec = {
      title: '',
      xTitle: '',
      xKind: kind,
      series: [{ id: 'a', label: 'a', colour: 'c1', x, y }],
      format: String,
    }
    return labelsOf(
      draw(() => toConfiguration(() => ({ spec, view: viewOf(spec, null), below: 0 }), palette), width, 200),
      'x',
    )
  }

  it('says days from a day on', () => {
    expect(labels('relative', [0, 100 * 86_400])).toEqual(['0', '20 d', '40 d', '60 d', '80 d', '100 d'])
    expect(labels('relative', [0, 2 * 86_400])).toEqual(['0', '12 h', '1 d', '1 d 12 h', '2 d'])
    expect(labels('relative', [0, 7_200])).toEqual(['0:00:00', '0:30:00', '1:00:00', '1:30:00', '2:00:00'])
  })

  it('of one moment has no two labels alike', () => {
    const noon = new Date(2026, 2, 12, 12, 5, 9, 250).getTime()
    expect(labels('wall', [noon])).toEqual(
      ['12:04:40', '12:04:50', '12:05:00', '12:05:10', '12:05:20', '12:05:30'].slice(0, 6),
    )
  })

  it.each([640, 300, 180])('has its last number beside its name, at %d pixels', (width) => {
    const spec: PanelSpec = {
      title: '',
      xTitle: 'epoch',
      series: [{ id: 'a', label: 'a', colour: 'c1', x: [0, 100], y: [1, 2] }],
      format: String,
    }
    const drawn = draw(() => toConfiguration(() => ({ spec, view: viewOf(spec, null), below: 0 }), palette), width, 160)
    expect(labelsOf(drawn, 'x').at(-1)).toBe('100')
    expectApart(drawn, 'x', ['epoch'])
  })

  it('of a log axis over 19 decades in a small panel is read in each', () => {
    const spec: PanelSpec = {
      title: '',
      xTitle: 'epoch',
      series: [{ id: 'a', label: 'a', colour: 'c1', x: [1, 2], y: [1e-9, 1e10] }],
      format: String,
      logY: true,
    }
    const drawn = draw(() => toConfiguration(() => ({ spec, view: viewOf(spec, null), below: 0 }), palette), 240, 110)
    expect(labelsOf(drawn, 'y')).toEqual(['1e-6', '1', '1e6'])
    expectApart(drawn, 'y')
  })
})

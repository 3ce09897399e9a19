/** Figures of runs that were logged elsewhere: of any series, by step, grouped by any settings. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toSource } from '../../../src-main/hosts/cli/figure-request'
import type { FigureSource } from '../../../src-main/contract/figure'
import { defaultLayout } from '../../../src-main/contract/workspace'
import { readFigure } from '../../../src-main/core/figures/read'
import { summarizeRun } from '../../../src-main/core/history/summaries'
import type { PanelSpec } from '../../../src-main/charts/panel'
import type { Figure } from '../../../src-main/panels/figure/figure'
import { figureOf } from '../../../src-main/panels/figure/figure-of'
import { dashRule } from '../../../src-main/panels/words/run-look'
import { shownNumbers } from '../../../src-main/panels/figure/shown-numbers'
import { writeKey } from '../../../src-main/panels/report/quoted-keys'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'
import { noChosenImages } from '../../support/figures'
import { seedLogged } from '../../support/seed-logged'

let home = ''
let store: Store
let ids: string[]
const width = 'model width {a} "b"'
const metric = 'val/accuracy of $x$, top 1'

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-any-figures-'))
  ids = [0, 1, 2, 3].map((at) =>
    seedLogged(home, {
      name: `resnet-${at + 1}`,
      origin: { kind: 'logged', facts: {} },
      config: { [width]: at < 2 ? 8 : 'auto', criterion: at % 2 === 0 ? 'mse' : 'huber', 'opt/lr': at % 2 },
      series: [
        { key: metric, steps: [0, 5_000_000_000, 10_000_000_000], values: [0.1, 0.5 + at / 10, 0.4] },
        { key: 'val/loss', steps: [0, 5_000_000_000], values: [4 - at, 2] },
      ],
      log: [],
      secondsPerStep: 1e-9,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T01:00:00.000Z',
    }),
  )
  store = createStore(openDatabase(home))
})
afterEach(() => {
  store.close()
  rmSync(home, { recursive: true, force: true })
})

const read = (source: FigureSource) =>
  readFigure(
    {
      store,
      summaries: (runs) => runs.map((run) => summarizeRun(store, run, null)),
      residualsOf: () => null,
      chosenImages: noChosenImages,
    },
    source,
  )
function lines({ parts }: Figure): PanelSpec[] {
  return parts.flatMap(({ part }) => (part.kind === 'line' ? [part.spec] : []))
}

it('says the loss by dashes where runs of the project differ in it and the workspace has it so, as the window does', () => {
  store.close()
  const [mse, l1] = ['mse', 'l1'].map((loss) =>
    seedLogged(home, {
      name: `with ${loss}`,
      origin: { kind: 'logged', facts: {} },
      config: { loss },
      series: [{ key: metric, steps: [0, 1], values: [1, 2] }],
      log: [],
      secondsPerStep: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T01:00:00.000Z',
    }),
  )
  store = createStore(openDatabase(home))
  const dashesOf = (runs: string[]) => {
    const data = read(toSource({ kind: 'comparison', runs, panel: [metric] }))
    return { rule: data.dashes, drawn: lines(figureOf(data)).flatMap(({ series }) => series.map(({ dash }) => dash)) }
  }
  const project = store.runs.get(mse!)!.project
  // One of them by itself, too: it looks as it does beside the other.
  expect(dashesOf([l1!])).toEqual({ rule: 'loss', drawn: [[2, 2]] })
  const { settings } = defaultLayout
  store.projects.keepWorkspace(project, JSON.stringify({ ...defaultLayout, settings: { ...settings, dashBy: null } }))
  expect(dashesOf([l1!]).rule).toBe('look')
  const panel = read(toSource({ kind: 'line', runs: [mse!, l1!], panel: [metric] }))
  expect(panel.dashes).toBe('loss')
  // A loss that has no dash of its own says nothing by it.
  expect(dashRule('loss', ['mse', 'hinge', 'dice'])).toBe('look')
  store.annotations.bin(mse!, '2026-01-02T00:00:00.000Z')
  store.projects.keepWorkspace(project, JSON.stringify(defaultLayout))
  expect(dashesOf([l1!]).rule).toBe('look')
})

describe('a figure of runs from elsewhere', () => {
  it('is a grid by any two settings, with axes of steps and the verdict of any metric', () => {
    const data = read(toSource({ kind: 'comparison', runs: ids, panel: [metric], rows: width, columns: 'opt/lr' }))
    const figure = figureOf(data)
    expect(figure.parts.map(({ title }) => title)).toEqual([
      `${width} 8, opt/lr 0`,
      `${width} 8, opt/lr 1`,
      `${width} auto, opt/lr 0`,
      `${width} auto, opt/lr 1`,
    ])
    for (const spec of lines(figure)) {
      expect(spec).toMatchObject({ xTitle: 'step', xKind: 'step', xRange: [0, 10_000_000_000] })
      expect(Array.from(spec.series.at(-1)!.x)).toEqual([0, 5_000_000_000, 10_000_000_000])
    }
    // Higher is better: the best of each cell is its greatest value.
    expect(lines(figure).map(({ markers }) => markers?.[0]?.label)).toEqual([
      '0.5000 at 5,000,000,000',
      '0.6000 at 5,000,000,000',
      '0.7000 at 5,000,000,000',
      '0.8000 at 5,000,000,000',
    ])
    expect(data.comparison).toMatchObject({ metric, direction: 'higher', by: 'step' })
    expect(shownNumbers(data, figure).total).toBe(12)
  })

  it('is one panel of all lines, or a panel of the workspace by what the series has', () => {
    const overlay = figureOf(
      read(toSource({ kind: 'comparison', form: 'overlay', runs: ids, panel: [metric], rows: width, columns: width })),
    )
    expect(lines(overlay)[0]?.series).toHaveLength(4)
    // Nobody knows epochs of these runs: the axis that was not asked for is that of steps.
    const data = read(toSource({ kind: 'line', runs: ids, panel: [metric], groupBy: [width] }))
    expect(data.source).toMatchObject({ settings: { x: 'step' } })
    const [spec] = lines(figureOf(data, `\${group.${writeKey(width)}}`))
    expect(spec).toMatchObject({ xTitle: 'step' })
    expect(spec?.series.map(({ label }) => label)).toEqual([`${width} 8 (2)`, `${width} auto (2)`])
    expect(Array.from(spec!.series[0]!.y)).toEqual([0.1, 0.55, 0.4])
  })

  it('gives each loss its own scale, by the setting that names it, and no verdict between them', () => {
    const data = read(
      toSource({ kind: 'comparison', runs: ids, panel: ['val/loss'], rows: width, columns: 'criterion' }),
    )
    expect(data.comparison).toBe(null)
    const ranges = lines(figureOf(data)).map(({ yRange }) => JSON.stringify(yRange))
    expect(ranges[0]).toBe(ranges[2])
    expect(ranges[1]).toBe(ranges[3])
    expect(ranges[0]).not.toBe(ranges[1])
  })

  it('has bars of groups by any setting, numbers before text', () => {
    const data = read(toSource({ kind: 'bar', runs: ids, panel: [`best:${metric}`], groupBy: [width], by: 'group' }))
    const [part] = figureOf(data, `\${group.${writeKey(width)}}`).parts
    expect(part?.part).toMatchObject({
      spec: {
        bars: [
          { label: `${width} 8`, value: 0.55 },
          { label: `${width} auto`, value: 0.75 },
        ],
      },
    })
  })
})

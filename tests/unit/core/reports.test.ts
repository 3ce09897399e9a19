import { beforeEach, describe, expect, it } from 'vitest'
import { plainFigureText } from '../../../src-main/contract/figure'
import { defaultPanelSettings } from '../../../src-main/contract/workspace'
import { PlateauError } from '../../../src-main/contract/errors'
import type { PlateauEvent } from '../../../src-main/contract/events'
import type { Report, ResolvedBlock } from '../../../src-main/contract/report'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { readCompared } from '../../../src-main/core/history/compared-runs'
import { createEventBus } from '../../../src-main/core/events'
import { findRunsOf } from '../../support/report-text'
import { createReportService, type ReportService } from '../../../src-main/core/reports/service'
import { summarizeRun } from '../../../src-main/core/history/summaries'
import type { FigureData } from '../../../src-main/panels/figure/figure'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { formatMetric } from '../../../src-main/panels/words/format'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store } = useStore()
let reports: ReportService
let told: PlateauEvent[]
/** Bytes that the figures of frozen reports come back as: what they were read with. */
const values = Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY)
let drawn: FigureData[]
let themes: string[]
/** What a drawing is refused with; null while it is not. */
let refusal: PlateauError | null
/** Why figures cannot be worked out beforehand; null where they can. */
let unprepared: PlateauError | null
beforeEach(() => {
  const events = createEventBus()
  told = []
  drawn = []
  themes = []
  refusal = null
  unprepared = null
  events.subscribe((event) => told.push(event))
  reports = createReportService({
    store: store(),
    events,
    appVersion: '0.1.0',
    summary: (run) => summarizeRun(store(), run, null),
    findRuns: findRunsOf(store()),
    typesetter: { typeset: () => Promise.resolve(Uint8Array.of(2)), close: () => undefined },
    figures: {
      prepare: () => (unprepared === null ? Promise.resolve() : Promise.reject(unprepared)),
      read: (source) => ({ source, runs: [], all: [], lines: [{ y: values }] }) as unknown as FigureData,
      renderData(data, { style }) {
        drawn.push(data)
        themes.push(style.theme)
        if (refusal !== null) return Promise.reject(refusal)
        return Promise.resolve(Uint8Array.of(1))
      },
    },
  })
  add('one', 'plain', 'mse', 0.04)
  add('two', 'pooled', 'mse', 0.02)
  add('three', 'plain', 'smooth-l1', 0.05)
  add('four', 'pooled', 'smooth-l1', 0.03)
})

function add(id: string, architecture: 'plain' | 'pooled', loss: 'mse' | 'smooth-l1', level: number): void {
  addStoredRun(store(), id, {}, { architecture, loss, epochs: 4 })
  for (let epoch = 1; epoch <= 4; epoch += 1) store().epochs.commit(id, epochOf(epoch, level / epoch))
  endStoredRun(store(), id)
}
function purge(id: string): void {
  store().annotations.bin(id, '2026-01-02T00:00:00.000Z')
  store().annotations.purge(id)
}

const create = (): Report => reports.create('comparison', ['one', 'two', 'three', 'four'])
it('goes on without a figure that cannot be worked out beforehand, and ends where nobody waits any more', async () => {
  const { id } = create()
  unprepared = new PlateauError('weights-missing')
  await reports.prepare(id)
  unprepared = new PlateauError('cancelled')
  await expect(reports.prepare(id)).rejects.toMatchObject({ code: 'cancelled' })
})

const textOf = (blocks: readonly ResolvedBlock[]): string =>
  blocks.flatMap((block) => (block.kind === 'text' ? [block.markdown] : [])).join('\n')
const errorsOf = (blocks: readonly ResolvedBlock[]): string[] =>
  blocks.flatMap((block) =>
    block.kind === 'text' ? block.bindings.flatMap(({ error }) => error ?? []) : (block.error ?? []),
  )

describe('a figure that has no room', () => {
  it('is named in the report, which is written without it', async () => {
    const report = create()
    refusal = new PlateauError('invalid-input', 'There is no room for the plot in this figure.')
    const writing = { progress: () => undefined, signal: new AbortController().signal }
    const [markdown] = await reports.files(report.id, 'md', writing)
    expect(new TextDecoder().decode(markdown!.bytes)).toContain('There is no room for the plot in this figure.')
    const latex = await reports.files(report.id, 'latex', writing)
    expect(latex.filter(({ path }) => path.startsWith('figures/'))).toEqual([])
    refusal = new PlateauError('drawing-unavailable', 'There is no thread.')
    await expect(reports.files(report.id, 'md', writing)).rejects.toThrow('There is no thread.')
  })
})

describe('a figure of smoothed lines', () => {
  it('has a caption that names the smoothing, once', async () => {
    const report = create()
    const figure = {
      kind: 'figure' as const,
      id: 'smooth',
      source: {
        kind: 'panel' as const,
        runs: ['one', 'two'],
        panel: metricPanel('val_mse'),
        settings: { ...defaultPanelSettings, smoothing: { method: 'ema' as const, amount: 0.9 } },
        groupBy: [],
        baseline: null,
        view: null,
      },
      style: {},
      text: { ...plainFigureText, caption: 'Two networks.' },
    }
    const saved = reports.save({ ...report, blocks: [figure] })
    const [block] = await reports.resolve(saved)
    expect(block).toMatchObject({ text: { caption: 'Two networks. Lines are smoothed (EMA 0.9).' } })
    const writing = { progress: () => undefined, signal: new AbortController().signal }
    const [markdown] = await reports.files(report.id, 'md', writing)
    expect(new TextDecoder().decode(markdown!.bytes)).toContain(
      '*Figure 1.* Two networks. Lines are smoothed (EMA 0.9).',
    )
    const unsmoothed = { ...figure, source: { ...figure.source, settings: defaultPanelSettings } }
    const [plain] = await reports.resolve(reports.save({ ...saved, blocks: [unsmoothed] }))
    expect(plain).toMatchObject({ text: { caption: 'Two networks.' } })
  })
})

describe('a block whose runs are a query', () => {
  const table = {
    kind: 'config-diff' as const,
    id: 'found',
    runs: ['one'],
    where: 'architecture = pooled',
    showsEqual: true,
    caption: '',
  }
  const read = async (report: Report) => {
    const [block] = await reports.resolve(report)
    if (block?.kind !== 'config-diff') throw new Error('There is no table')
    return { columns: block.table?.columns.slice(1).map(({ label }) => label), error: block.error }
  }

  it('has those that it finds whenever the report is read, in the order of launch', async () => {
    const saved = reports.save({ ...create(), blocks: [table] })
    expect(await read(saved)).toEqual({ columns: ['pooled, MSE', 'pooled, Smooth L1'], error: null })
    add('five', 'pooled', 'mse', 0.01)
    expect((await read(saved)).columns).toEqual(['calm-bay-two', 'calm-bay-four', 'calm-bay-five'])
    // Stored are the line and what was found when it was written.
    expect(reports.get(saved.id).blocks).toEqual([table])
  })
  it('says why it has none, and goes on once it does', async () => {
    const saved = reports.save({ ...create(), blocks: [{ ...table, where: 'tag:final' }] })
    expect((await read(saved)).error).toBe('No run matches tag:final.')
    expect((await read({ ...saved, blocks: [{ ...table, where: 'los = mse' }] })).error).toMatch(
      /^No field is called los/,
    )
    store().annotations.change('three', { tags: ['final'] })
    expect(await read(saved)).toEqual({ columns: ['calm-bay-three'], error: null })
  })
  it('of a figure draws them, and is frozen as it was', async () => {
    const source = {
      kind: 'panel' as const,
      runs: ['one'],
      panel: metricPanel('val_mse'),
      settings: defaultPanelSettings,
      groupBy: [],
      baseline: null,
      view: null,
    }
    const figure = {
      kind: 'figure' as const,
      id: 'drawn',
      source,
      where: 'loss = mse',
      style: {},
      text: plainFigureText,
    }
    const saved = reports.save({ ...create(), blocks: [figure] })
    const sourceOf = async (report: Report) => (await reports.resolve(report))[0]
    expect(await sourceOf(saved)).toMatchObject({ source: { runs: ['one', 'two'] }, error: null })
    const frozen = await reports.freeze(saved.id, true)
    add('six', 'plain', 'mse', 0.01)
    expect(await sourceOf(frozen)).toMatchObject({ source: { runs: ['one', 'two'] } })
    expect(await sourceOf(await reports.freeze(saved.id, false))).toMatchObject({
      source: { runs: ['one', 'two', 'six'] },
    })
  })
})

describe('reports', () => {
  it('are made from a template, listed with their headings, saved and removed, and every client hears of it', () => {
    const report = create()
    expect(reports.get(report.id)).toEqual(report)
    expect(reports.get(report.title)).toEqual(report)
    expect(reports.list()).toMatchObject([
      { id: report.id, title: 'Two architectures and two losses on flipped grey CIFAR-10' },
    ])
    expect(reports.list()[0]?.headings).toContain('Validation loss')
    const saved = reports.save({ ...report, title: 'Anew', frozenAt: '2020-01-01T00:00:00.000Z' })
    expect(saved).toMatchObject({ title: 'Anew', frozenAt: null })
    reports.remove(report.id)
    expect(reports.list()).toEqual([])
    expect(() => reports.get(report.id)).toThrow(expect.objectContaining({ code: 'report-not-found' }))
    // Undone: it comes back under its id.
    reports.save(saved)
    expect(reports.get(saved.id).title).toBe('Anew')
    expect(told.map(({ event }) => event)).toEqual(new Array(4).fill('reports-changed'))
  })

  it('are not written over what was kept since they were read, unless on purpose', async () => {
    const read = create()
    const changed = expect.objectContaining({ code: 'report-changed' }) as Error
    const other = reports.save({ ...read, title: 'Theirs' })
    // However fast they follow each other.
    expect(Date.parse(other.savedAt)).toBeGreaterThan(Date.parse(read.savedAt))
    expect(() => reports.save({ ...read, title: 'Mine' })).toThrow(changed)
    expect(reports.get(read.id)).toEqual(other)
    const frozen = await reports.freeze(read.id, true)
    expect(() => reports.save(other)).toThrow(changed)
    await reports.freeze(read.id, false)
    expect(() => reports.save({ ...frozen, frozenAt: null })).toThrow(changed)
    const mine = reports.save({ ...read, title: 'Mine', savedAt: reports.get(read.id).savedAt })
    expect(reports.get(read.id)).toEqual(mine)
  })

  it('refuse runs that do not suit a template, two blocks of one id, and a title that two have', () => {
    const invalid = expect.objectContaining({ code: 'invalid-input' }) as Error
    expect(() => reports.create('comparison', ['one'])).toThrow(invalid)
    expect(() => reports.create('one-run', ['one', 'two'])).toThrow(invalid)
    expect(() => reports.create('one-run', ['nowhere'])).toThrow(expect.objectContaining({ code: 'run-not-found' }))
    const report = create()
    expect(() => reports.save({ ...report, blocks: [...report.blocks, report.blocks[0]!] })).toThrow(invalid)
    create()
    expect(() => reports.get(report.title)).toThrow(invalid)
  })

  it('fill both templates without a binding or a block that has no value', async () => {
    for (const report of [create(), reports.create('one-run', ['two'])]) {
      const blocks = await reports.resolve(report)
      expect(errorsOf(blocks)).toEqual([])
      expect(textOf(blocks)).not.toMatch(/\{\{|undefined|NaN|null/)
    }
  })

  it('say the numbers of the comparison', async () => {
    const report = create()
    const text = textOf(await reports.resolve(report))
    const runs = report.runs.map((id) => {
      const run = store().runs.get(id)!
      return readCompared(store(), summarizeRun(store(), run, null), 'val_mse')
    })
    const { rows, headline, caveats } = compareRuns('val_mse', runs)
    for (const { best } of rows.filter(({ architecture }) => architecture === 'plain'))
      expect(text).toContain(formatMetric('val_mse', best!))
    expect(text).toContain(headline)
    for (const caveat of caveats) expect(text).toContain(caveat)
  })

  it('count figures and tables apart, and say which run of a block is gone', async () => {
    const report = create()
    purge('two')
    const blocks = await reports.resolve(report)
    const numbers = (kind: 'figure' | 'table') =>
      blocks.flatMap((block) =>
        block.kind === 'text' || (block.kind === 'figure') !== (kind === 'figure') ? [] : [block.number],
      )
    expect(numbers('figure')).toEqual(numbers('figure').map((_, index) => index + 1))
    expect(numbers('table')).toEqual([1, 2, 3])
    expect(blocks.find(({ id }) => id === 'verdict')).toMatchObject({
      table: null,
      error: 'A run of this block is gone: two.',
    })
    expect(errorsOf(blocks)).toContain('The report has no run or group “pooled, MSE”.')
  })

  it('keep their numbers and figures when frozen, also after a run is gone, and are not changed meanwhile', async () => {
    const report = create()
    const before = await reports.resolve(report)
    const frozen = await reports.freeze(report.id, true)
    expect(frozen.frozenAt).not.toBe(null)
    purge('two')
    expect(await reports.resolve(frozen)).toEqual(before)
    expect(await reports.figure(report.id, 'overlay', 'svg')).toMatchObject({ number: 4 })
    await reports.figure(report.id, 'overlay', 'svg', 'dark')
    expect(themes).toEqual(['light', 'dark'])
    expect(drawn[0]?.lines[0]?.y).toEqual(values)
    expect(() => reports.save(frozen)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
    reports.remove(report.id)
    expect(reports.save(frozen).frozenAt).toBe(frozen.frozenAt)
    expect(await reports.resolve(frozen)).toEqual(before)
    const following = await reports.freeze(report.id, false)
    expect(following.frozenAt).toBe(null)
    expect(errorsOf(await reports.resolve(following))).not.toEqual([])
  })
})

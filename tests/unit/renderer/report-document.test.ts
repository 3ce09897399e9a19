/** Reports as windows hold them, on the service that keeps them: what two write at once, and what becomes of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toWireError } from '../../../src-main/contract/errors'
import type { PlateauEvent } from '../../../src-main/contract/events'
import type { Report } from '../../../src-main/contract/report'
import { createClient, type Reply } from '../../../src-main/contract/transport'
import { createEventBus } from '../../../src-main/core/events'
import { findRunsOf } from '../../support/report-text'
import { createReportService, type ReportService } from '../../../src-main/core/reports/service'
import { summarizeRun } from '../../../src-main/core/history/summaries'
import { ReportsState } from '../../../src-renderer/state/reports.svelte'
import { UndoState } from '../../../src-renderer/state/undo.svelte'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store } = useStore()
let service: ReportService
let events: ReturnType<typeof createEventBus>
let report: Report
let leave: (() => void)[]

beforeEach(() => {
  vi.useFakeTimers()
  leave = []
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => leave.push(listener))
  events = createEventBus()
  const refuse = () => Promise.reject(new Error('Nothing is drawn here'))
  service = createReportService({
    store: store(),
    events,
    appVersion: '0.1.0',
    summary: (run) => summarizeRun(store(), run, null),
    findRuns: findRunsOf(store()),
    typesetter: { typeset: refuse, close: () => undefined },
    figures: { prepare: () => Promise.resolve(), read: () => ({}) as never, renderData: refuse },
  })
  addStoredRun(store(), 'one', {}, {})
  store().epochs.commit('one', epochOf(1, 0.04))
  endStoredRun(store(), 'one')
  report = service.create('one-run', ['one'])
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A window; while `isDeaf` it hears of nothing, and while `isCut` the core does what it asks and the answer is lost. */
async function openWindow() {
  const line = { isDeaf: false, isCut: false }
  const answers: Record<string, (input: never) => unknown> = {
    'reports.get': ({ report: id }: { report: string }) => service.get(id),
    'reports.list': () => ({ reports: service.list() }),
    'reports.save': (input: { report: Report }) => service.save(structuredClone(input.report)),
    'reports.freeze': (input: { report: string; frozen: boolean }) => service.freeze(input.report, input.frozen),
    'reports.remove': (input: { report: string }) => service.remove(input.report),
    'reports.resolve': () => ({ blocks: [] }),
  }
  const client = createClient({
    invoke(name, input): Promise<Reply> {
      try {
        const value = answers[name]!(input as never)
        if (line.isCut) throw new Error('The connection is lost.')
        return Promise.resolve({ ok: true, value })
      } catch (error) {
        return Promise.resolve({ ok: false, error: toWireError(error) })
      }
    },
    onEvent: (listener: (event: PlateauEvent) => void) =>
      events.subscribe((event) => {
        if (!line.isDeaf) listener(event)
      }),
    onClose: () => () => undefined,
    close: () => undefined,
  })
  const undo = new UndoState()
  const reports = new ReportsState(client, undo)
  const document = reports.open(report.id)
  await settle()
  return { line, undo, reports, document }
}
const settle = () => vi.advanceTimersByTimeAsync(1_000)

/** Two windows of which the second has written what the core refuses. */
async function disagree() {
  const [first, second] = [await openWindow(), await openWindow()]
  second.line.isDeaf = true
  first.document.setFields({ title: 'Theirs' }, 'Title changed')
  await settle()
  second.document.setFields({ title: 'Mine' }, 'Title changed')
  await settle()
  second.line.isDeaf = false
  expect(second.document.saveState).toEqual({ kind: 'conflict' })
  expect(service.get(report.id).title).toBe('Theirs')
  return { first, second }
}

describe('a report in two windows', () => {
  it('is shown in each as the other wrote it, and changes from before are not taken back over it', async () => {
    const [first, second] = [await openWindow(), await openWindow()]
    const [block] = second.document.report!.blocks
    second.document.removeBlock(block!.id, 'Text deleted')
    await settle()
    expect(first.document.report).toEqual(second.document.report)
    first.document.insertBlock(0, block!, 'Text added')
    await settle()
    expect(second.document.report).toEqual(first.document.report)
    expect(second.document.report!.blocks[0]).toEqual(block)
    // It would be there twice.
    expect(second.undo.canUndo).toBe(false)
    expect((await first.undo.undo())?.label).toBe('Text added')
  })

  it('is not overwritten: what was written later stays in its window, and can be written on', async () => {
    const { second } = await disagree()
    second.document.setFields({ title: 'Mine, at length' }, 'Title changed')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(second.document.report!.title).toBe('Mine, at length')
    expect(second.document.saveState).toEqual({ kind: 'conflict' })
    expect(service.get(report.id).title).toBe('Theirs')
    const isRefused = { message: 'The report was changed elsewhere. First choose which version to keep.' }
    await expect(second.document.save()).rejects.toMatchObject(isRefused)
    await expect(second.document.freeze(true)).rejects.toMatchObject(isRefused)
    await expect(second.reports.duplicate(report.id)).rejects.toMatchObject(isRefused)
    await expect(second.reports.remove(report.id)).rejects.toMatchObject(isRefused)
    expect(service.list()).toHaveLength(1)
  })

  it('becomes the later one on purpose, which can be taken back', async () => {
    const { first, second } = await disagree()
    await second.document.keepMine()
    await settle()
    expect(second.document.saveState).toEqual({ kind: 'saved' })
    expect(service.get(report.id).title).toBe('Mine')
    expect(first.document.report!.title).toBe('Mine')
    await second.undo.undo()
    await settle()
    expect(service.get(report.id).title).toBe(report.title)
  })

  it('stays the other one, and nothing from before is taken back', async () => {
    const { second } = await disagree()
    await second.document.takeOther()
    expect(second.document.report).toEqual(service.get(report.id))
    expect(second.document.saveState).toEqual({ kind: 'saved' })
    expect(await second.undo.undo()).toBe(null)
    second.document.setFields({ title: 'Together' }, 'Title changed')
    await settle()
    expect(service.get(report.id).title).toBe('Together')
  })

  it('becomes two, by choice or because the window goes before one is made', async () => {
    const { second } = await disagree()
    const copy = await second.reports.keepBoth(report.id)
    expect(copy.title).toBe('Mine, copy')
    expect(service.list().map(({ title }) => title)).toEqual(['Mine, copy', 'Theirs'])
    expect(second.document.report!.title).toBe('Theirs')
    const again = await disagree()
    expect(again.second.document.saveState).toEqual({ kind: 'conflict' })
    for (const listener of leave) listener()
    await settle()
    expect(service.list().map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Mine, copy', 'Mine, copy', 'Theirs']),
    )
    expect(service.list()).toHaveLength(3)
  })

  it('that was frozen meanwhile is not replaced, and one that was deleted is kept anew', async () => {
    const { first, second } = await disagree()
    await first.document.freeze(true)
    await expect(second.document.keepMine()).rejects.toThrow('The other version is frozen')
    expect(second.document.saveState).toEqual({ kind: 'conflict' })
    await first.reports.remove(report.id)
    await settle()
    await expect(second.document.takeOther()).rejects.toMatchObject({ code: 'report-not-found' })
    expect(second.document.report!.title).toBe('Mine')
    await second.document.keepMine()
    expect(service.get(report.id).title).toBe('Mine')
  })

  it('that was deleted and taken back is there again in both', async () => {
    const [first, second] = [await openWindow(), await openWindow()]
    const removal = await first.reports.remove(report.id)
    await settle()
    expect(second.document.error?.code).toBe('report-not-found')
    await removal.takeBack()
    await settle()
    for (const { document } of [first, second]) {
      expect(document.error).toBe(null)
      expect(document.report!.title).toBe(report.title)
    }
  })
})

describe('a connection that breaks', () => {
  it('while a save is answered makes no conflict of it', async () => {
    const only = await openWindow()
    only.line.isCut = true
    only.document.setFields({ title: 'Sent' }, 'Title changed')
    await settle()
    expect(only.document.saveState).toEqual({ kind: 'failed', message: 'The connection is lost.' })
    expect(service.get(report.id).title).toBe('Sent')
    only.document.setFields({ title: 'Sent, and more' }, 'Title changed')
    only.line.isCut = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(only.document.saveState).toEqual({ kind: 'saved' })
    expect(service.get(report.id).title).toBe('Sent, and more')
  })
})

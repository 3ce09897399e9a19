/** Reports as they are kept: found, listed, saved anew, removed and taken back. Told to every client. */
import { marked } from 'marked'
import { isTooMuch } from '@panels/report/too-much'
import { PlateauError } from '../../contract/errors'
import { reportSchema, type Report, type ReportListing } from '../../contract/report'
import type { StoredReport } from '../../store/reports'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { log } from '../log'
import { createRemovedReports } from './removed'

/** Null for one of another version, or that is damaged. */
function tryRead({ document, project: _, ...kept }: StoredReport): Report | null {
  if (typeof document !== 'object' || document === null) return null
  return reportSchema.safeParse({ ...document, ...kept }).data ?? null
}

function readStored(stored: StoredReport): Report {
  const read = tryRead(stored)
  if (read !== null) return read
  throw new PlateauError(
    'invalid-input',
    `This version of Plateau cannot read the report ${stored.title}. It was left unchanged.`,
  )
}

export function createKeptReports(store: Store, events: EventBus) {
  const removed = createRemovedReports()

  function find(reference: string): Report {
    const stored = store.reports.get(reference)
    if (stored !== null) return readStored(stored)
    const titled = store.reports.list().filter(({ title }) => title === reference)
    const [only] = titled
    if (only === undefined) throw new PlateauError('report-not-found', `There is no report ${reference}.`)
    if (titled.length > 1)
      throw new PlateauError(
        'invalid-input',
        `${titled.length} reports are called ${reference}. Give the id of one: ${titled.map(({ id }) => id).join(' or ')}.`,
      )
    return readStored(only)
  }

  function keep(report: Report, frozen: Uint8Array | null, wanted?: string): Report {
    const { id, title, savedAt, frozenAt, ...document } = report
    const before = store.reports.get(id)?.project ?? removed.projectOf(id)
    const project =
      before !== undefined && store.projects.get(before) !== null ? before : (wanted ?? store.projects.usedLast())
    store.reports.save({ id, project, title, savedAt, frozenAt, document }, frozen)
    events.publish('reports-changed', { report: id })
    return report
  }

  return {
    /** By id, or by a title that only one report has. @throws PlateauError `report-not-found`, `invalid-input` */
    find,
    /**
     * Writes a report as it is.
     * @param frozen its packed numbers; null while it follows its runs
     * @param wanted where it goes, unless it is or was somewhere: the project used last without
     */
    keep,
    /** Of one project or of all, latest saved first. One of another version stays stored, unseen, and takes no other with it: the doctor names it. */
    list: (project: string | null): ReportListing[] =>
      store.reports.list().flatMap((stored) => {
        if (project !== null && stored.project !== project) return []
        const report = tryRead(stored)
        if (report !== null) return [listingOf(report, stored.project)]
        log.error(`The report ${stored.title} could not be read; it is left out`)
        return []
      }),
    /** Titles of those that cannot be read. */
    unreadable: (): string[] =>
      store.reports.list().flatMap((stored) => (tryRead(stored) === null ? [stored.title] : [])),

    /** @throws PlateauError `invalid-input` for one that is frozen; `report-changed` when another one has been kept since. */
    save(this: void, report: Report, project?: string): Report {
      checkBlocks(report)
      const stored = store.reports.get(report.id)
      if (stored !== null && stored.savedAt !== report.savedAt)
        throw new PlateauError('report-changed', `${stored.title} was changed elsewhere at ${stored.savedAt}.`)
      if (stored !== null && stored.frozenAt !== null)
        throw new PlateauError('invalid-input', `${stored.title} is frozen. Unfreeze it to change it.`)
      const numbers = stored === null ? removed.numbersOf(report) : undefined
      const frozenAt = numbers === undefined ? null : report.frozenAt
      return keep({ ...report, frozenAt, savedAt: savedAfter(stored?.savedAt) }, numbers ?? null, project)
    },

    /** One that cannot be read can be removed, too. @throws as `find` does */
    remove(this: void, reference: string): void {
      const { id, frozenAt } = store.reports.get(reference) ?? find(reference)
      const frozen = store.reports.frozen(id)
      removed.keep(id, store.reports.get(id)?.project, frozen === null ? null : { frozenAt, frozen })
      store.reports.remove(id)
      events.publish('reports-changed', { report: id })
    },
  }
}

/** Later than the last save of the report: two within a millisecond are two. */
export const savedAfter = (before?: string): string =>
  new Date(Math.max(Date.now(), before === undefined ? 0 : Date.parse(before) + 1)).toISOString()

function checkBlocks({ blocks }: Report): void {
  const ids = new Set(blocks.map(({ id }) => id))
  if (ids.size < blocks.length)
    throw new PlateauError('invalid-input', 'Two blocks of the report have the same id.', { field: 'blocks' })
}

function listingOf({ id, title, frozenAt, savedAt, blocks }: Report, project: string): ReportListing {
  const headings = blocks.flatMap((block) => (block.kind === 'text' ? headingsOf(block.markdown) : []))
  return { id, project, title, frozenAt, savedAt, headings }
}

/** As they are written, without Markdown's marks around them. */
function headingsOf(markdown: string): string[] {
  if (isTooMuch(markdown)) return []
  return marked.lexer(markdown).flatMap((token) => (token.type === 'heading' ? [(token as { text: string }).text] : []))
}

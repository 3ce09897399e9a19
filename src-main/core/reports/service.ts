/** Reports: kept, filled from templates, resolved to numbers, frozen. */
import { randomBytes } from 'node:crypto'
import { marked } from 'marked'
import { isTooMuch } from '@panels/report/too-much'
import type { RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import type { DrawingFormat, FigureStyle } from '../../contract/figure'
import {
  reportSchema,
  type Report,
  type ReportFormat,
  type ReportListing,
  type ReportTemplate,
  type ResolvedBlock,
  type TemplateChoices,
  type TemplateOffer,
  type TemplateOptions,
} from '../../contract/report'
import type { RunSummary } from '../../contract/run'
import { fillTemplate, offeredTemplates, templates } from '@panels/report/templates'
import { templateOptions } from '@panels/report/templates/group-choices'
import type { StoredReport } from '../../store/reports'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { readCompared } from '../history/compared-runs'
import type { EventBus } from '../events'
import type { FigureData } from '@panels/figure/figure'
import type { FigureService } from '../figures/service'
import { log } from '../log'
import { findRuns } from '../history/references'
import { readEpochSeries } from '../history/series'
import { packFrozen, unpackFrozen } from './frozen'
import type { Typesetter } from './typesetter'
import { withFoundRuns, type FindRuns, type FoundReport } from './found-runs'
import { describeGone, resolveReport, runsOf, type ReportSources, type ResolvedReport } from './resolve'
import { writeReport, type ReportFile, type WritingOptions } from './write/report'

export type ReportService = {
  /** Works out beforehand, in slices, what takes long of what a report's figures show. @throws PlateauError when there is no such report */
  prepare(report: string, signal?: AbortSignal): Promise<void>
  /** Titles of those that cannot be read. */
  unreadable(): string[]
  /** Of one project or of all, latest saved first, each with its headings. */
  list(project?: string | null): ReportListing[]
  /** By id, or by a title that only one report has. @throws PlateauError `report-not-found` */
  get(report: string): Report
  /** Every template, and what these runs lack for it, with what there is to choose from. @throws as `findRuns` does */
  templates(
    runs: readonly string[],
    choices?: TemplateChoices,
  ): { templates: TemplateOffer[]; options: TemplateOptions }
  /**
   * @param options `project`: the first run's without.
   * @throws PlateauError `invalid-input` when the runs do not suit the template; as `findRuns` does.
   */
  create(
    template: ReportTemplate,
    runs: readonly string[],
    options?: TemplateChoices & { title?: string | undefined; project?: string | undefined },
  ): Report
  /**
   * Makes the report or keeps it anew, whole. Its `savedAt` is that of the one it was written from.
   * @param project where a new one goes: the project used last without. One that is there stays where it is.
   * @throws PlateauError `invalid-input` for one that is frozen; `report-changed` when another one has been kept since.
   */
  save(report: Report, project?: string): Report
  remove(report: string): void
  freeze(report: string, frozen: boolean): Promise<Report>
  resolve(report: Report): Promise<ResolvedBlock[]>
  /** What one figure is drawn from: of a frozen report as it was at its moment. */
  data(report: string, block: string): Promise<FigureData>
  /** One figure as a file's bytes: of a frozen report as it was at its moment. @param theme instead of its style's own */
  figure(
    report: string,
    block: string,
    format: DrawingFormat,
    theme?: FigureStyle['theme'],
  ): Promise<RequestOutput<'reports.figure'>>
  /** The files that a report is in a format: one with an empty path, or those of a folder. */
  files(report: string, format: ReportFormat, options: WritingOptions): Promise<ReportFile[]>
}

type Options = {
  readonly store: Store
  readonly events: EventBus
  readonly figures: Pick<FigureService, 'prepare' | 'read' | 'renderData'>
  readonly typesetter: Typesetter
  readonly summary: (run: StoredRun) => RunSummary
  readonly findRuns: FindRuns
  readonly appVersion: string
}

/** Null for one of another version, or that is damaged. */
function tryRead({ document, project: _, ...kept }: StoredReport): Report | null {
  if (typeof document !== 'object' || document === null) return null
  return reportSchema.safeParse({ ...document, ...kept }).data ?? null
}

/** So many removed ones can be taken back as they were, frozen numbers too; older ones follow their runs again. */
const mostRemovedKept = 20

export function createReportService(options: Options): ReportService {
  const { store, events, figures, typesetter, summary, appVersion } = options
  const removed = new Map<string, { frozenAt: string | null; frozen: Uint8Array }>()
  /** Where a removed one was, so that it comes back there. */
  const projectOfRemoved = new Map<string, string>()
  const sources: ReportSources = {
    summary(id) {
      const run = store.runs.get(id)
      return run === null ? null : summary(run)
    },
    compared: (run, metric) => readCompared(store, run, metric),
    series: ({ id }) => readEpochSeries(store, id),
    readFigure: (source) => figures.read(source),
  }

  function readStored(stored: StoredReport): Report {
    const read = tryRead(stored)
    if (read !== null) return read
    throw new PlateauError(
      'invalid-input',
      `This version of Plateau cannot read the report ${stored.title}. It was left unchanged.`,
    )
  }

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
    const before = store.reports.get(id)?.project ?? projectOfRemoved.get(id)
    const project =
      before !== undefined && store.projects.get(before) !== null ? before : (wanted ?? store.projects.usedLast())
    store.reports.save({ id, project, title, savedAt, frozenAt, document }, frozen)
    events.publish('reports-changed', { report: id })
    return report
  }

  /** Later than the last save of the report: two within a millisecond are two. */
  const savedAfter = (before?: string): string =>
    new Date(Math.max(Date.now(), before === undefined ? 0 : Date.parse(before) + 1)).toISOString()

  /** With the runs that its queries find now. */
  const withFound = (report: Report): Promise<FoundReport> =>
    withFoundRuns(report, store.reports.get(report.id)?.project ?? store.projects.usedLast(), options.findRuns)

  /** Of a frozen report what it keeps, else what its runs say now. */
  async function resolveWhole(whole: Report, withFigures = true): Promise<ResolvedReport> {
    const frozen = whole.frozenAt === null ? null : store.reports.frozen(whole.id)
    if (frozen !== null) return unpackFrozen(frozen)
    const { report, errors } = await withFound(whole)
    return resolveReport(report, sources, { withFigures, errors })
  }

  /** A figure that cannot be drawn says so in its block. */
  async function prepare(reference: string, signal?: AbortSignal): Promise<void> {
    const whole = find(reference)
    if (whole.frozenAt !== null) return
    const { report, errors } = await withFound(whole)
    for (const block of report.blocks)
      if (!errors.has(block.id) && block.kind === 'figure' && describeGone(runsOf(block.source), sources) === null)
        try {
          await figures.prepare(block.source, signal)
        } catch (error) {
          // Reading it says the same of the block.
          if (!(error instanceof PlateauError) || error.code === 'cancelled') throw error
        }
  }

  async function findFigure(reference: string, block: string) {
    const { blocks, figures: read } = await resolveWhole(find(reference))
    const found = blocks.find(({ id }) => id === block)
    if (found?.kind !== 'figure') throw new PlateauError('invalid-input', `There is no figure ${block} in this report.`)
    const data = read.get(block)
    if (data === undefined) throw new PlateauError('invalid-input', found.error ?? 'This figure cannot be drawn.')
    return { found, data }
  }

  return {
    prepare,
    list: (project = null) =>
      store.reports.list().flatMap((stored) => {
        if (project !== null && stored.project !== project) return []
        const report = tryRead(stored)
        if (report === null) {
          // Of another version: it stays stored, unseen, and takes no other with it. The doctor names it.
          log.error(`The report ${stored.title} could not be read; it is left out`)
          return []
        }
        const { id, title, frozenAt, savedAt, blocks } = report
        const headings = blocks.flatMap((block) => (block.kind === 'text' ? headingsOf(block.markdown) : []))
        return [{ id, project: stored.project, title, frozenAt, savedAt, headings }]
      }),
    unreadable: () => store.reports.list().flatMap((stored) => (tryRead(stored) === null ? [stored.title] : [])),
    get: find,
    templates(references, choices = {}) {
      const runs = findRuns(store, references).map(summary)
      return {
        templates: offeredTemplates(runs, choices).map(({ template, lacks }) => ({
          template,
          name: templates[template].about,
          lacks,
        })),
        options: templateOptions(runs),
      }
    },
    create(template, references, { title, project, ...choices } = {}) {
      const runs = findRuns(store, references)
      const filled = fillTemplate(template, runs.map(summary), choices)
      if (!filled.ok) throw new PlateauError('invalid-input', filled.error)
      const given = title?.trim()
      const report = reportSchema.parse({
        ...filled.content,
        ...(given === undefined || given === '' ? {} : { title: given }),
        id: randomBytes(6).toString('hex'),
        runs: runs.map(({ id }) => id),
        frozenAt: null,
        savedAt: savedAfter(),
      })
      return keep(report, null, project ?? runs[0]?.project)
    },
    save(report, project) {
      checkBlocks(report)
      const stored = store.reports.get(report.id)
      if (stored !== null && stored.savedAt !== report.savedAt)
        throw new PlateauError('report-changed', `${stored.title} was changed elsewhere at ${stored.savedAt}.`)
      if (stored !== null && isFrozenNow(stored))
        throw new PlateauError('invalid-input', `${stored.title} is frozen. Unfreeze it to change it.`)
      const takenBack = stored === null ? removed.get(report.id) : undefined
      const frozen = takenBack?.frozenAt === report.frozenAt ? takenBack.frozen : undefined
      return keep(
        { ...report, frozenAt: frozen === undefined ? null : report.frozenAt, savedAt: savedAfter(stored?.savedAt) },
        frozen ?? null,
        project,
      )
    },
    remove(reference) {
      // One that cannot be read can be removed, too.
      const { id, frozenAt } = store.reports.get(reference) ?? find(reference)
      const project = store.reports.get(id)?.project
      if (project !== undefined) projectOfRemoved.set(id, project)
      const frozen = store.reports.frozen(id)
      removed.delete(id)
      if (frozen !== null) removed.set(id, { frozenAt, frozen })
      for (const oldest of [...removed.keys()].slice(0, -mostRemovedKept)) removed.delete(oldest)
      store.reports.remove(id)
      events.publish('reports-changed', { report: id })
    },
    async freeze(reference, frozen) {
      const report = find(reference)
      if (frozen === (report.frozenAt !== null)) return report
      const savedAt = savedAfter(report.savedAt)
      if (!frozen) return keep({ ...report, frozenAt: null, savedAt }, null)
      const found = await withFound(report)
      const resolved = resolveReport(found.report, sources, { withFigures: true, errors: found.errors })
      return keep({ ...found.report, frozenAt: savedAt, savedAt }, packFrozen(resolved))
    },
    resolve: async (report) => [...(await resolveWhole(report, false)).blocks],
    data: async (reference, block) => (await findFigure(reference, block)).data,
    async figure(reference, block, format, theme) {
      await prepare(reference)
      const { found, data } = await findFigure(reference, block)
      const { source, style, text } = found
      const drawing = {
        source,
        style: theme === undefined ? style : { ...style, theme },
        text,
        format,
        scale: 2,
        isTransparent: false,
        hasProvenance: true,
        mostPoints: null,
      }
      return { bytes: await figures.renderData(data, drawing), number: found.number }
    },
    async files(reference, format, writing) {
      await prepare(reference, writing.signal)
      const report = find(reference)
      return writeReport(
        { report, resolved: await resolveWhole(report), format, figures, typesetter, appVersion },
        writing,
      )
    },
  }
}

const isFrozenNow = ({ frozenAt }: StoredReport): boolean => frozenAt !== null

function checkBlocks({ blocks }: Report): void {
  const ids = new Set(blocks.map(({ id }) => id))
  if (ids.size < blocks.length)
    throw new PlateauError('invalid-input', 'Two blocks of the report have the same id.', { field: 'blocks' })
}

/** As they are written, without Markdown's marks around them. */
function headingsOf(markdown: string): string[] {
  if (isTooMuch(markdown)) return []
  return marked.lexer(markdown).flatMap((token) => (token.type === 'heading' ? [(token as { text: string }).text] : []))
}

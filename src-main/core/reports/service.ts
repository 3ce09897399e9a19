/** Reports: kept, filled from templates, resolved to numbers, frozen. */
import { randomBytes } from 'node:crypto'
import type { FigureData } from '@panels/figure/figure'
import { fillTemplate, offeredTemplates, templates } from '@panels/report/templates'
import { templateOptions } from '@panels/report/templates/group-choices'
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
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import type { FigureService } from '../figures/service'
import { findRuns } from '../history/references'
import type { FindRuns } from './found-runs'
import { createKeptReports, savedAfter } from './kept'
import { createResolution } from './resolution'
import type { Typesetter } from './typesetter'
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

export function createReportService(options: Options): ReportService {
  const { store, figures, typesetter, summary, appVersion } = options
  const kept = createKeptReports(store, options.events)
  const resolution = createResolution(options)
  const { find } = kept

  async function prepare(reference: string, signal?: AbortSignal): Promise<void> {
    await resolution.prepare(find(reference), signal)
  }

  return {
    prepare,
    list: (project = null) => kept.list(project),
    unreadable: kept.unreadable,
    get: find,
    templates(references, choices = {}) {
      const runs = findRuns(store, references).map(summary)
      const offers = offeredTemplates(runs, choices)
      return {
        templates: offers.map(({ template, lacks }) => ({ template, name: templates[template].about, lacks })),
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
      return kept.keep(report, null, project ?? runs[0]?.project)
    },
    save: kept.save,
    remove: kept.remove,
    async freeze(reference, frozen) {
      const whole = find(reference)
      if (frozen === (whole.frozenAt !== null)) return whole
      const savedAt = savedAfter(whole.savedAt)
      if (!frozen) return kept.keep({ ...whole, frozenAt: null, savedAt }, null)
      const { report, numbers } = await resolution.freeze(whole)
      return kept.keep({ ...report, frozenAt: savedAt, savedAt }, numbers)
    },
    resolve: async (report) => [...(await resolution.resolve(report, { withFigures: false })).blocks],
    data: async (reference, block) => (await resolution.readFigure(find(reference), block)).data,
    async figure(reference, block, format, theme) {
      await prepare(reference)
      const { block: found, data } = await resolution.readFigure(find(reference), block)
      const { source, style, text, number } = found
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
      return { bytes: await figures.renderData(data, drawing), number }
    },
    async files(reference, format, writing) {
      await prepare(reference, writing.signal)
      const report = find(reference)
      const resolved = await resolution.resolve(report, { withFigures: true })
      return writeReport({ report, resolved, format, figures, typesetter, appVersion }, writing)
    },
  }
}

/** The reports of the history, and those of them that this window has opened. */
import { PlateauError, toWireError, type WireError } from '@contract/errors'
import { formatCount } from '@panels/words/format'
import { mostReportRuns } from '@contract/report'
import type {
  Report,
  ReportListing,
  ReportTemplate,
  TemplateChoices,
  TemplateOffer,
  TemplateOptions,
} from '@contract/report'
import type { Client } from '@contract/transport'
import { ReportDocument } from './report-document.svelte'
import type { Change, UndoState } from './undo.svelte'

const coalesceMilliseconds = 100

export class ReportsState {
  readonly #client: Client
  readonly #undo: UndoState
  // Each is made once; nothing is drawn from there being one.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #documents = new Map<string, ReportDocument>()
  #list = $state.raw<readonly ReportListing[]>([])
  #isLoaded = $state(false)
  #error = $state.raw<WireError | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #project: string | null = null

  constructor(client: Client, undo: UndoState) {
    this.#client = client
    this.#undo = undo
    client.onEvent((event) => {
      for (const document of this.#documents.values()) document.hear(event)
      if (event.event !== 'reports-changed' || !this.#isLoaded) return
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.load(), coalesceMilliseconds)
    })
    // What was typed last is sent before the page goes; where nobody has chosen between two, both are kept.
    addEventListener('pagehide', () => {
      for (const document of this.#documents.values())
        if (document.saveState.kind === 'conflict' && document.report !== null) void this.#sendCopy(document.report)
        else void document.flush()
    })
  }

  /** Latest saved first. */
  get list(): readonly ReportListing[] {
    return this.#list
  }
  get isLoaded(): boolean {
    return this.#isLoaded
  }
  get error(): WireError | null {
    return this.#error
  }

  async load(): Promise<void> {
    const project = this.#project
    try {
      const { reports } = await this.#client.request('reports.list', this.#inProject)
      if (project !== this.#project) return
      this.#list = reports
      this.#isLoaded = true
      this.#error = null
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Reports of another project from now on. Those that were being written are saved, whatever is open. */
  enter(project: string): void {
    if (project === this.#project) return
    const isAsked = this.#isLoaded
    for (const document of this.#documents.values()) void document.flush()
    this.#project = project
    this.#list = []
    this.#isLoaded = false
    if (isAsked) void this.load()
  }

  /** After a lost connection. */
  refresh(): void {
    if (this.#isLoaded) void this.load()
    for (const document of this.#documents.values()) document.refresh()
  }

  /** The same one whenever it is asked for, so that what was not saved is still there. */
  open(id: string): ReportDocument {
    const known = this.#documents.get(id)
    if (known) return known
    const document = new ReportDocument(id, this.#client, this.#undo)
    this.#documents.set(id, document)
    void document.load()
    return document
  }

  /** Why a report cannot take so many runs; null where it can. */
  static whyTooMany(runs: number): string | null {
    if (runs <= mostReportRuns) return null
    return `A report takes ${formatCount(mostReportRuns)} runs at most, and ${formatCount(runs)} are chosen. Choose fewer, as with a query.`
  }

  /** Every template, one sentence on what these runs lack where it does not fit them, and what there is to choose. @throws PlateauError */
  offers(
    runs: readonly string[],
    choices: TemplateChoices = {},
  ): Promise<{ templates: TemplateOffer[]; options: TemplateOptions }> {
    const tooMany = ReportsState.whyTooMany(runs.length)
    if (tooMany !== null) return Promise.reject(new PlateauError('invalid-input', tooMany))
    return this.#client.request('reports.templates', { runs: [...runs], ...choices })
  }

  /** @throws PlateauError when the runs do not suit the template. */
  async create(template: ReportTemplate, runs: readonly string[], choices: TemplateChoices = {}): Promise<Report> {
    const report = await this.#client.request('reports.create', {
      template,
      runs: [...runs],
      ...choices,
      ...this.#inProject,
    })
    await this.load()
    return report
  }

  /** @throws PlateauError, or an Error when the report is frozen. */
  async rename(id: string, title: string): Promise<void> {
    const document = this.open(id)
    if (document.report === null) await document.load()
    if (document.error) throw new Error(document.error.message)
    document.setFields({ title }, `Report renamed to ${title}`)
    await document.save()
  }

  /** A copy that follows its runs. @throws PlateauError */
  async duplicate(id: string): Promise<Report> {
    await this.#documents.get(id)?.save()
    const report = await this.#client.request('reports.get', { report: id })
    return this.#keepCopy(report)
  }

  /** Of two that differ, both: what was written here becomes a report of its own. @throws PlateauError */
  async keepBoth(id: string): Promise<Report> {
    const document = this.open(id)
    if (document.report === null) throw new Error('The report has not loaded yet.')
    const kept = await this.#keepCopy(document.report)
    await document.takeOther()
    return kept
  }

  get #inProject(): { project?: string } {
    return this.#project === null ? {} : { project: this.#project }
  }

  async #keepCopy(report: Report): Promise<Report> {
    const kept = await this.#sendCopy(report)
    await this.load()
    return kept
  }
  #sendCopy(report: Report): Promise<Report> {
    const copy = { ...report, id: newId(), title: `${report.title.slice(0, 290)}, copy`, frozenAt: null }
    return this.#client.request('reports.save', { report: copy, ...this.#inProject })
  }

  /** @returns the change, which brings the report back. @throws PlateauError */
  remove(id: string): Promise<Change> {
    return this.#undo.making(this.#remove(id))
  }

  async #remove(id: string): Promise<Change> {
    const remove = async (): Promise<Report> => {
      await this.#documents.get(id)?.flush()
      this.#documents.get(id)?.requireNoConflict()
      const read = await this.#client.request('reports.get', { report: id })
      await this.#client.request('reports.remove', { report: id })
      await this.load()
      return read
    }
    let report = await remove()
    return this.#undo.push({
      scope: 'report',
      label: `Report ${report.title} deleted`,
      undo: async () => {
        await this.#client.request('reports.save', { report })
        await Promise.all([this.load(), this.#documents.get(id)?.load()])
      },
      redo: async () => {
        report = await remove()
      },
    })
  }
}

/** For a new report or block. */
export const newId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 12)

/** A resolved report as files. */
import { setImmediate } from 'node:timers/promises'
import { PlateauError } from '../../../contract/errors'
import type { DrawingFormat, FigureStyle, Provenance } from '../../../contract/figure'
import type { Report, ReportFormat, ResolvedBlock } from '../../../contract/report'
import {
  describeProvenance,
  pdfKeywords,
  provenanceComment,
  provenanceMark,
  provenanceScript,
} from '../../figures/provenance'
import type { FigureService } from '../../figures/service'
import { figureOf } from '@panels/figure/figure-of'
import { shownNumbers } from '@panels/figure/shown-numbers'
import { csvEncoder } from '../../exports/csv'
import type { ResolvedReport } from '../resolve'
import type { Typesetter } from '../typesetter'
import { figureName, toParts, type ReportDocument } from './document'
import { toHtml, type HtmlFigure } from './html'
import { liveData, readPage } from './html-data'
import { toLatex } from './latex'
import { toMarkdown } from './markdown'
import { toTypst } from './typst'

/** A file of a report: its path inside the folder, or an empty one where the report is this file. */
export type ReportFile = { readonly path: string; readonly bytes: Uint8Array }

export type WritingOptions = {
  /** Told after each step; steps are figures, and one for what holds them together. */
  readonly progress: (done: number, total: number) => void
  /** Ends it between two steps, with PlateauError `cancelled`. */
  readonly signal: AbortSignal
  /** Where the files of a `latex` or `md` report lie from its text, with a slash behind; beside it unless given. */
  readonly folder?: string
}

export type WrittenReport = {
  readonly report: Report
  readonly resolved: ResolvedReport
  readonly format: ReportFormat
  readonly figures: Pick<FigureService, 'renderData'>
  readonly typesetter: Typesetter
  readonly appVersion: string
}

type FigureBlock = Extract<ResolvedBlock, { kind: 'figure' }>

/** A report while it is written: its figures are drawn one after the other, and what could not be drawn is known. */
type Writing = {
  readonly written: WrittenReport
  /** The figures that have data and no error. */
  readonly drawable: readonly FigureBlock[]
  /** Before each figure and before what holds them together: tells progress, ends what was cancelled. */
  readonly step: () => Promise<void>
  readonly draw: (
    block: FigureBlock,
    as: DrawingFormat,
    changed?: { readonly style?: FigureStyle; readonly scale?: number },
  ) => Promise<Uint8Array>
  /** Null where a figure cannot be drawn as it is set: a report names it and goes on. */
  readonly drawOrName: <Drawn>(block: FigureBlock, make: () => Promise<Drawn>) => Promise<Drawn | null>
  readonly isRefused: (block: FigureBlock) => boolean
  /** With what became of its figures, once they are drawn. */
  readonly document: () => ReportDocument
  readonly signal: AbortSignal
}

/** @throws PlateauError `cancelled`, and whatever drawing and typesetting throw. A figure that has no data is named, not left out. */
export async function writeReport(written: WrittenReport, options: WritingOptions): Promise<ReportFile[]> {
  const writing = beginWriting(written, options)
  const files = await writers[written.format](writing, describeProvenance(written.resolved.runs, written.appVersion))
  const total = writing.drawable.length + 1
  options.progress(total, total)
  return files
}

function beginWriting(written: WrittenReport, { progress, signal, folder = '' }: WritingOptions): Writing {
  const { report, resolved, figures } = written
  const drawable = resolved.blocks.filter(
    (block): block is FigureBlock => block.kind === 'figure' && block.error === null && resolved.figures.has(block.id),
  )
  /** Why figures could not be drawn as they are set. */
  const refused = new Map<string, string>()
  let done = 0
  return {
    written,
    drawable,
    signal,
    async step() {
      if (signal.aborted) throw new PlateauError('cancelled', 'The report was cancelled. Nothing was written.')
      progress(done, drawable.length + 1)
      done += 1
      // Whoever else waits for the core has a turn.
      await setImmediate()
    },
    draw({ id, source, text, style: own }, format, { style = own, scale = 2 } = {}) {
      const data = resolved.figures.get(id)
      if (data === undefined) throw new RangeError(`The figure ${id} was not read.`)
      const look = { isTransparent: false, hasProvenance: true, mostPoints: null }
      return figures.renderData(data, { source, style, text, format, scale, ...look }, signal)
    },
    async drawOrName(block, make) {
      try {
        return await make()
      } catch (error) {
        if (!(error instanceof PlateauError) || error.code !== 'invalid-input') throw error
        refused.set(block.id, error.message)
        return null
      }
    },
    isRefused: ({ id }) => refused.has(id),
    document: () => ({
      title: resolved.title,
      parts: toParts(
        resolved.blocks.map((block) =>
          block.kind === 'figure' ? { ...block, error: refused.get(block.id) ?? block.error } : block,
        ),
      ),
      style: report.style,
      folder,
      colophon: describeOrigin(written),
    }),
  }
}

/** All figures in one format, as files of a folder. */
async function drawAll({ drawable, step, draw, drawOrName }: Writing, as: 'pdf' | 'png', scale?: number) {
  const files: ReportFile[] = []
  for (const block of drawable) {
    await step()
    const bytes = await drawOrName(block, () => draw(block, as, scale === undefined ? {} : { scale }))
    if (bytes !== null) files.push({ path: `figures/${figureName(block.number, block.id)}.${as}`, bytes })
  }
  await step()
  return files
}

const writers: Readonly<Record<ReportFormat, (writing: Writing, provenance: Provenance) => Promise<ReportFile[]>>> = {
  async pdf(writing, provenance) {
    const { typesetter, report } = writing.written
    const files = await drawAll(writing, 'pdf')
    const source = toTypst(writing.document(), pdfKeywords(provenance))
    return [{ path: '', bytes: await typesetter.typeset(source, report.style.font, files, writing.signal) }]
  },

  async latex(writing, provenance) {
    const pictures = await drawAll(writing, 'pdf')
    const sources = await sourcesOf(writing)
    const main = toLatex(writing.document(), provenanceComment(provenance, '%'))
    return [
      { path: 'main.tex', bytes: Buffer.from(main) },
      { path: 'README.txt', bytes: Buffer.from(readme) },
      ...pictures,
      ...sources,
    ]
  },

  async md(writing, provenance) {
    const files = await drawAll(writing, 'png', 3)
    const words = `${provenanceMark} ${JSON.stringify(provenance)}`
    return [{ path: 'report.md', bytes: Buffer.from(toMarkdown(writing.document(), words)) }, ...files]
  },

  async html(writing, provenance) {
    const page = await readPage()
    const figures = new Map<string, HtmlFigure>()
    for (const block of writing.drawable) {
      await writing.step()
      const shown = isLive(block) ? 'live' : await picturesOf(writing, block)
      if (shown !== null) figures.set(block.id, shown)
    }
    await writing.step()
    const data = liveData(writing.drawable.filter(isLive), writing.written.resolved.figures)
    const html = toHtml({
      document: writing.document(),
      figures,
      data,
      ...page,
      provenance: provenanceScript(provenance),
    })
    return [{ path: '', bytes: Buffer.from(html) }]
  },
}

/** A figure of an HTML report that has nothing to hover, for either theme. */
function picturesOf({ draw, drawOrName }: Writing, block: FigureBlock) {
  const inTheme = async (theme: FigureStyle['theme']) => {
    const bytes = await draw(block, 'png', { style: { ...block.style, theme } })
    return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`
  }
  return drawOrName(block, async () => ({ light: await inTheme('light'), dark: await inTheme('dark') }))
}

const readme = `Compile with: pdflatex main.tex (twice, for the references).
figures/ has each figure as PDF, and as .tex for PGFPlots if you want to edit it: \\input it instead of the picture.
data/ has the numbers behind each figure.
`

const isOfPixels = ({ kind }: FigureBlock['source']): boolean => kind === 'samples' || kind === 'chosen-images'

/** Beside each figure its numbers, and its source for PGFPlots; pictures of pixels have none. */
async function sourcesOf({ drawable, draw, drawOrName, isRefused, written }: Writing): Promise<ReportFile[]> {
  const files: ReportFile[] = []
  for (const block of drawable.filter((one) => !isRefused(one))) {
    const data = written.resolved.figures.get(block.id)
    if (data === undefined || isOfPixels(block.source)) continue
    const name = figureName(block.number, block.id)
    const tex = await drawOrName(block, () => draw(block, 'tikz'))
    if (tex !== null) files.push({ path: `figures/${name}.tex`, bytes: tex })
    const table = shownNumbers(data, figureOf(data, block.style.legendTemplate))
    const encoder = csvEncoder(table.columns, null)
    const rows = Array.from(table.rows, (some) => encoder.add(some))
    files.push({ path: `data/${name}.csv`, bytes: Buffer.from([encoder.begin(), ...rows, encoder.end()].join('')) })
  }
  return files
}

/** Pictures of pixels and of layers have nothing to hover: they are pictures there too. */
const isLive = ({ source }: FigureBlock): boolean => !isOfPixels(source) && source.kind !== 'architecture'

/** “Made with Plateau 0.1.0 on 24 November 2026 from 4 runs: ...”. */
function describeOrigin({ report, resolved, appVersion }: WrittenReport): string {
  const day = (iso: string) =>
    new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const names = resolved.runs.map(({ name }) => name)
  const shown = names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ')
  const frozen = report.frozenAt === null ? '' : ` Its numbers are those of ${day(report.frozenAt)}.`
  return `Made with Plateau ${appVersion} on ${day(new Date().toISOString())} from ${names.length === 1 ? 'the run' : `${names.length} runs:`} ${shown}.${frozen}`
}

/** A resolved report as files. */
import { setImmediate } from 'node:timers/promises'
import { PlateauError } from '../../../contract/errors'
import type { DrawingFormat, FigureStyle } from '../../../contract/figure'
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

/** @throws PlateauError `cancelled`, and whatever drawing and typesetting throw. A figure that has no data is named, not left out. */
export async function writeReport(
  written: WrittenReport,
  { progress, signal, folder = '' }: WritingOptions,
): Promise<ReportFile[]> {
  const { report, resolved, format, figures, appVersion } = written
  const drawable = resolved.blocks.filter(
    (block): block is FigureBlock => block.kind === 'figure' && block.error === null && resolved.figures.has(block.id),
  )
  const total = drawable.length + 1
  let done = 0
  const step = async () => {
    if (signal.aborted) throw new PlateauError('cancelled', 'The report was cancelled. Nothing was written.')
    progress(done, total)
    done += 1
    // Whoever else waits for the core has a turn.
    await setImmediate()
  }
  const draw = (block: FigureBlock, as: DrawingFormat, style: FigureStyle = block.style, scale = 2) => {
    const data = resolved.figures.get(block.id)
    if (data === undefined) throw new RangeError(`The figure ${block.id} was not read.`)
    const { source, text } = block
    return figures.renderData(
      data,
      {
        source,
        style,
        text,
        format: as,
        scale,
        isTransparent: false,
        hasProvenance: true,
        mostPoints: null,
      },
      signal,
    )
  }
  /** Why figures could not be drawn as they are set: a report names them and goes on. */
  const refused = new Map<string, string>()
  async function drawOrName<Drawn>(block: FigureBlock, make: () => Promise<Drawn>): Promise<Drawn | null> {
    try {
      return await make()
    } catch (error) {
      if (!(error instanceof PlateauError) || error.code !== 'invalid-input') throw error
      refused.set(block.id, error.message)
      return null
    }
  }
  /** All of them in one format, as files of a folder. */
  async function drawAll(as: 'pdf' | 'png', scale?: number): Promise<ReportFile[]> {
    const files: ReportFile[] = []
    for (const block of drawable) {
      await step()
      const bytes = await drawOrName(block, () => draw(block, as, block.style, scale))
      if (bytes !== null) files.push({ path: `figures/${figureName(block.number, block.id)}.${as}`, bytes })
    }
    await step()
    return files
  }

  const provenance = describeProvenance(resolved.runs, appVersion)
  /** With what became of its figures, once they are drawn. */
  const documentOf = (): ReportDocument => ({
    title: resolved.title,
    parts: toParts(
      resolved.blocks.map((block) =>
        block.kind === 'figure' ? { ...block, error: refused.get(block.id) ?? block.error } : block,
      ),
    ),
    style: report.style,
    folder,
    colophon: describeOrigin(written),
  })
  switch (format) {
    case 'pdf': {
      const files = await drawAll('pdf')
      const bytes = await written.typesetter.typeset(
        toTypst(documentOf(), pdfKeywords(provenance)),
        report.style.font,
        files,
        signal,
      )
      progress(total, total)
      return [{ path: '', bytes }]
    }
    case 'latex': {
      const pictures = await drawAll('pdf')
      const shown = drawable.filter(({ id }) => !refused.has(id))
      const sources = await sourcesOf(shown, (block, as) => drawOrName(block, () => draw(block, as)), resolved)
      const files = [...pictures, ...sources]
      const main = toLatex(documentOf(), provenanceComment(provenance, '%'))
      progress(total, total)
      return [
        { path: 'main.tex', bytes: Buffer.from(main) },
        { path: 'README.txt', bytes: Buffer.from(readme) },
        ...files,
      ]
    }
    case 'md': {
      const files = await drawAll('png', 3)
      const words = `${provenanceMark} ${JSON.stringify(provenance)}`
      progress(total, total)
      return [{ path: 'report.md', bytes: Buffer.from(toMarkdown(documentOf(), words)) }, ...files]
    }
    case 'html': {
      const page = await readPage()
      const shown = new Map<string, HtmlFigure>()
      const live = new Set<string>()
      for (const block of drawable) {
        await step()
        if (isLive(block)) {
          shown.set(block.id, 'live')
          live.add(block.id)
        } else {
          const as = async (theme: FigureStyle['theme']) =>
            `data:image/png;base64,${Buffer.from(await draw(block, 'png', { ...block.style, theme })).toString('base64')}`
          const both = await drawOrName(block, async () => ({ light: await as('light'), dark: await as('dark') }))
          if (both !== null) shown.set(block.id, both)
        }
      }
      await step()
      const data = liveData(
        drawable.filter(({ id }) => live.has(id)),
        resolved.figures,
      )
      const html = toHtml({
        document: documentOf(),
        figures: shown,
        data,
        ...page,
        provenance: provenanceScript(provenance),
      })
      progress(total, total)
      return [{ path: '', bytes: Buffer.from(html) }]
    }
  }
}

const readme = `Compile with: pdflatex main.tex (twice, for the references).
figures/ has each figure as PDF, and as .tex for PGFPlots if you want to edit it: \\input it instead of the picture.
data/ has the numbers behind each figure.
`

const isOfPixels = ({ kind }: FigureBlock['source']): boolean => kind === 'samples' || kind === 'chosen-images'

/** Beside each figure its numbers, and its source for PGFPlots; pictures of pixels have none. */
async function sourcesOf(
  blocks: readonly FigureBlock[],
  draw: (block: FigureBlock, as: DrawingFormat) => Promise<Uint8Array | null>,
  { figures }: ResolvedReport,
): Promise<ReportFile[]> {
  const files: ReportFile[] = []
  for (const block of blocks) {
    const data = figures.get(block.id)
    if (data === undefined || isOfPixels(block.source)) continue
    const name = figureName(block.number, block.id)
    const tex = await draw(block, 'tikz')
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

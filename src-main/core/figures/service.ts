/** Figures, drawn off the core's own thread. */
import type { Residuals, RequestOutput } from '../../contract/api'
import { fileEndings } from '../../contract/exports'
import type { Drawing, FigureSource, TableFormat } from '../../contract/figure'
import type { RunSummary } from '../../contract/run'
import type { Check } from '../../contract/system'
import type { FigureData } from '@panels/figure/figure'
import { figureOf } from '@panels/figure/figure-of'
import type { NumberTable } from '@panels/figure/numbers'
import { shownNumbers } from '@panels/figure/shown-numbers'
import { shownTable, tableText } from '@panels/figure/tables'
import { withSmoothing } from '@panels/words/smoothing-words'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { ChosenImages } from './chosen-images'
import { createDrawer } from './drawer'
import { createForeignReader } from '../foreign/reader'
import { describeProvenance, pdfKeywords, withPngWords, withSvgProvenance } from './provenance'
import { prepareFigure, readFigure } from './read'
import type { Rendered, RenderRequest } from './worker/render'

export type FigureService = {
  /** Works out beforehand, in slices, what takes long of {@link FigureService.read}. @throws as it does, and the signal's reason */
  prepare(source: FigureSource, signal?: AbortSignal): Promise<void>
  /** Everything that the figure shows, read now. @throws PlateauError when a run is gone or nothing can be shown. */
  read(source: FigureSource): FigureData
  /** @param signal takes the thread from it when it is cancelled */
  render(drawing: Drawing, signal?: AbortSignal): Promise<RequestOutput<'figures.render'>>
  /** The same from data that was read before: a frozen report's. */
  renderData(data: FigureData, drawing: Drawing, signal?: AbortSignal): Promise<Uint8Array>
  /** The numbers that the figure shows, in full precision. @throws PlateauError as {@link FigureService.read} */
  numbers(source: FigureSource): NumberTable
  table(source: FigureSource, format: TableFormat): RequestOutput<'figures.table'>
  /** Of a file that somebody brings, in a thread with limits. */
  readProvenance(bytes: Uint8Array, fileName: string): Promise<RequestOutput<'figures.provenance'>>
  /** Whether figures can be drawn on this machine. */
  check(): Promise<Check>
  close(): void
}

export type FigureServiceOptions = {
  readonly store: Store
  readonly appVersion: string
  readonly summaries: (runs: readonly StoredRun[]) => RunSummary[]
  readonly residualsOf: (run: StoredRun) => Residuals | null
  readonly chosenImages: ChosenImages
}

const mediaTypes = {
  pdf: 'application/pdf',
  svg: 'image/svg+xml',
  png: 'image/png',
  tikz: 'application/x-tex',
} as const satisfies Record<Drawing['format'], string>

/** A file name that every system takes: letters, digits, dots and hyphens of what the figure is called. */
function fileNameOf(title: string, format: Drawing['format']): string {
  const name = title
    .replaceAll(/[^\p{L}\p{N}._]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80)
  return `${name === '' ? 'figure' : name}.${fileEndings[format]}`
}

/** Pixels of a page in an inch. */
const pagePixels = 96

export function createFigureService(options: FigureServiceOptions): FigureService {
  const { store, appVersion } = options
  const drawer = createDrawer()
  const foreign = createForeignReader()

  async function draw(data: FigureData, drawing: Drawing, signal?: AbortSignal): Promise<Rendered> {
    const { style, format, scale, isTransparent, hasProvenance, mostPoints } = drawing
    const text = { ...drawing.text, caption: withSmoothing(drawing.text.caption, data.source) }
    const provenance = hasProvenance ? describeProvenance(data.runs, appVersion, data.source) : null
    const request: RenderRequest = {
      data,
      drawing: { style, text, format, scale, isTransparent, mostPoints },
      provenance,
      words: {
        title: text.title ?? '',
        subject: text.caption,
        keywords: provenance === null ? '' : pdfKeywords(provenance),
        creator: `Plateau ${appVersion}`,
      },
    }
    const { bytes, title, remarks } = await drawer.draw(request, signal)
    const name = text.title === null || text.title === '' ? title : text.title
    switch (format) {
      case 'png': {
        const words = { Title: name, Description: text.caption, Software: `Plateau ${appVersion}` }
        return { bytes: withPngWords(bytes, pagePixels * scale, words, provenance), title: name, remarks }
      }
      case 'svg':
        return { bytes: provenance === null ? bytes : withSvgProvenance(bytes, provenance), title: name, remarks }
      default:
        return { bytes, title: name, remarks }
    }
  }

  const prepare = (source: FigureSource, signal?: AbortSignal) => prepareFigure(options, source, signal)
  const read = (source: FigureSource) => readFigure(options, source)

  return {
    prepare,
    read,
    async render(drawing, signal) {
      await prepare(drawing.source, signal)
      const data = read(drawing.source)
      const { bytes, title, remarks } = await draw(data, drawing, signal)
      return { bytes, remarks, mediaType: mediaTypes[drawing.format], fileName: fileNameOf(title, drawing.format) }
    },
    renderData: async (data, drawing, signal) => (await draw(data, drawing, signal)).bytes,
    numbers(source) {
      const data = read(source)
      return shownNumbers(data, figureOf(data))
    },
    table(source, format) {
      const data = read(source)
      const table = shownTable(data, figureOf(data))
      return { text: tableText(table, format), rows: table.rows.length }
    },
    async readProvenance(bytes, fileName) {
      const provenance = await foreign.readProvenance(bytes, fileName)
      return { provenance, runs: provenance.runs.map(({ id }) => id).filter((id) => store.runs.get(id) !== null) }
    },
    check: () => drawer.check(),
    close() {
      drawer.close()
      foreign.close()
    },
  }
}

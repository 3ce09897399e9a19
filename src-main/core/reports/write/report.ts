/** A resolved report as files. */
import { PlateauError } from '../../../contract/errors'
import type { Report, ReportFormat } from '../../../contract/report'
import type { FigureService } from '../../figures/service'
import type { ResolvedReport } from '../resolve'

/** A file of a report: its path inside the folder, or an empty one where the report is this file. */
export type ReportFile = { readonly path: string; readonly bytes: Uint8Array }

export type WritingOptions = {
  /** Told after each step; steps are figures, and one for what holds them together. */
  readonly progress: (done: number, total: number) => void
  /** Ends it between two steps, with PlateauError `cancelled`. */
  readonly signal: AbortSignal
}

export type WrittenReport = {
  readonly report: Report
  readonly resolved: ResolvedReport
  readonly format: ReportFormat
  readonly figures: Pick<FigureService, 'renderData'>
  readonly appVersion: string
}

export function writeReport(_written: WrittenReport, _options: WritingOptions): Promise<ReportFile[]> {
  throw new PlateauError('internal', 'Not built yet.')
}

/** Reports: kept, filled from templates, resolved to numbers, frozen. */
import { PlateauError } from '../../contract/errors'
import type { Report, ReportListing, ReportTemplate, ResolvedBlock } from '../../contract/report'

export type ReportService = {
  list(): ReportListing[]
  get(report: string): Report
  create(template: ReportTemplate, runs: readonly string[], title?: string): Report
  save(report: Report): Report
  remove(report: string): void
  freeze(report: string, frozen: boolean): Report
  resolve(report: Report): Promise<ResolvedBlock[]>
}

export function createReportService(): ReportService {
  const missing = () => {
    throw new PlateauError('internal', 'Not built yet.')
  }
  return {
    list: missing,
    get: missing,
    create: missing,
    save: missing,
    remove: missing,
    freeze: missing,
    resolve: missing,
  }
}

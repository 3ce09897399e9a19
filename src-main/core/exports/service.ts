/** Files that the core writes for its clients. */
import type { RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import type { ExportTarget } from '../../contract/exports'
import type { ClientSession } from '../server'

export type ExportRequest = {
  readonly id: string
  readonly path: string
  readonly replace: boolean
  readonly target: ExportTarget
}
export type ExportService = {
  write(request: ExportRequest, session: ClientSession): Promise<RequestOutput<'exports.write'>>
  cancel(id: string): void
  close(): void
}

export function createExportService(): ExportService {
  const missing = () => {
    throw new PlateauError('internal', 'Not built yet.')
  }
  return { write: missing, cancel: missing, close: () => undefined }
}

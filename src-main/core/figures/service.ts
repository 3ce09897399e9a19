/** Figures, drawn off the core's own thread. */
import type { RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import type { Drawing, FigureSource, TableFormat } from '../../contract/figure'
import type { FigureData } from '@panels/figure/figure'

export type FigureService = {
  /** Everything that the figure shows, read now. @throws PlateauError when a run is gone or nothing can be shown. */
  read(source: FigureSource): FigureData
  render(drawing: Drawing): Promise<RequestOutput<'figures.render'>>
  /** The same from data that was read before: a frozen report's. */
  renderData(data: FigureData, drawing: Drawing): Promise<Uint8Array>
  table(source: FigureSource, format: TableFormat): RequestOutput<'figures.table'>
  readProvenance(bytes: Uint8Array, fileName: string): RequestOutput<'figures.provenance'>
  close(): void
}

export function createFigureService(): FigureService {
  const missing = () => {
    throw new PlateauError('internal', 'Not built yet.')
  }
  return {
    read: missing,
    render: missing,
    renderData: missing,
    table: missing,
    readProvenance: missing,
    close: () => undefined,
  }
}

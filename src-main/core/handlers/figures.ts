/** Requests for figures, their styles, and files of numbers. */
import type { StoredRun } from '../../store/runs'
import { columnsOfRuns, textOfRuns, type ExportedRun } from '../exports/run-documents'
import { findManyRuns } from '../history/references'
import { createTurns } from '../turns'
import type { HandlerOptions, HandlersOf } from './shared'

/** Figures and exports. */
export function createFigureHandlers({
  store,
  runs,
  figures,
  styles,
  exports,
}: HandlerOptions): HandlersOf<`export.${string}` | `exports.${string}` | `figures.${string}` | `styles.${string}`> {
  function readForExport(run: StoredRun): ExportedRun {
    const values = new Map([...store.epochs.values(run.id)].map(([key, points]) => [key, new Map(points)] as const))
    const project = store.projects.get(run.project)?.name ?? run.project
    return { summary: { ...runs.summary(run), project }, layers: run.layers, epochs: store.epochs.list(run.id), values }
  }

  return {
    'export.columns': async ({ runs: references }) => {
      const found = await findManyRuns(store, references)
      let rowless = 0
      const keysOf = (run: StoredRun) => {
        const values = store.epochs.values(run.id)
        if (values.size === 0 && store.batches.keys(run.id).length > 0) rowless += 1
        return values.keys()
      }
      const columns = [...((await createTurns().take(columnsOfRuns(found, keysOf), () => true)) ?? [])]
      return { columns, rowless }
    },
    'export.runs': async ({ runs: references, format, columns }) => {
      const found = await findManyRuns(store, references)
      const text = (await createTurns().take(textOfRuns(found, readForExport, format, columns), () => true)) ?? ''
      const name = found.length === 1 ? (found[0]?.name ?? 'run') : `${found.length}-runs`
      return { fileName: `${name}.${format}`, mediaType: format === 'csv' ? 'text/csv' : 'application/json', text }
    },
    'figures.render': (drawing) => figures.render(drawing),
    'figures.data': async ({ source }) => {
      await figures.prepare(source)
      return { data: figures.read(source) }
    },
    'figures.table': async ({ source, format }) => {
      await figures.prepare(source)
      return figures.table(source, format)
    },
    'figures.provenance': ({ bytes, fileName }) => figures.readProvenance(bytes, fileName),
    'styles.list': () => ({ styles: styles.list() }),
    'styles.save': ({ name, style }) => styles.save(name, style),
    'styles.remove': ({ id }) => {
      styles.remove(id)
      return {}
    },
    'exports.write': (input, session) => exports.write(input, session),
    'exports.cancel': ({ id }) => {
      exports.cancel(id)
      return {}
    },
  }
}

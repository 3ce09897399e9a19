/** Opening the runs behind an exported figure: what its file says of them, and the view that shows them. */
import { formatBytes } from '@panels/words/format'
import type { FigureSource, Provenance } from '@contract/figure'
import { PlateauError } from '@contract/errors'
import type { App } from './app.svelte'
import type { CompareChoices, Route } from './router.svelte'

/** Figures are smaller; a frame to the core is not much larger. */
const largestBytes = 12 * 1024 * 1024
/** Text says where it comes from in its first lines, however long it is. */
const textBytes = 256 * 1024
const isText = (fileName: string): boolean => /\.(csv|tex|svg)$/i.test(fileName)

/** Which view shows what a figure was of, with the runs that are left. */
export function routeOf(source: FigureSource | undefined, runs: readonly string[], usual: CompareChoices): Route {
  const [first] = runs
  switch (source?.kind) {
    case 'early-stopping':
    case 'architecture':
      if (first !== undefined) return { view: 'run', run: first }
      break
    case 'what-if':
      return { view: 'compare', runs, tool: 'what-if', rule: source.rule }
    case 'samples':
      return { view: 'compare', runs, tool: 'samples' }
    case 'losses':
      return { view: 'compare', runs, tool: 'losses' }
    case 'comparison': {
      const { form, metric, rows, columns, band, relative } = source
      const scale =
        metric === 'validation_loss' ? ({ scale: 'own' } as const) : ({ scale: 'common', common: metric } as const)
      return {
        view: 'compare',
        runs,
        tool: 'grid',
        choices: { ...usual, layout: form, rows, columns, band, relative, ...scale },
      }
    }
    default:
  }
  return { view: 'compare', runs, tool: 'grid' }
}

/** "fox-1 and owl-2 are in the bin, 3 runs were deleted." Empty when all are there. */
export function describeMissing(binned: readonly string[], deleted: readonly string[]): string {
  const named = (names: readonly string[]) =>
    names.length <= 3 ? names.join(' and ').replace(/ and (?=.* and )/g, ', ') : `${names.length} runs`
  const parts = [
    ...(binned.length > 0 ? [`${named(binned)} ${binned.length === 1 ? 'is' : 'are'} in the bin`] : []),
    ...(deleted.length > 0 ? [`${named(deleted)} ${deleted.length === 1 ? 'was' : 'were'} deleted`] : []),
  ]
  return parts.length === 0 ? '' : `${parts.join(', ')}.`
}

/** Reads a file that was dropped or chosen, and opens what it shows; says what is gone, or why it cannot be opened. */
export async function openFigure(app: App, file: File): Promise<void> {
  try {
    const part = isText(file.name) ? file.slice(0, textBytes) : file
    if (part.size > largestBytes) {
      throw new PlateauError(
        'no-provenance',
        `${file.name} is larger than ${formatBytes(largestBytes)}: that is no figure of Plateau.`,
      )
    }
    const bytes = new Uint8Array(await part.arrayBuffer())
    const { provenance } = await app.client.request('figures.provenance', { bytes, fileName: file.name.slice(-500) })
    await show(app, file.name, provenance)
  } catch (error) {
    app.toasts.fail(error)
  }
}

async function show(app: App, fileName: string, { runs, source }: Provenance): Promise<void> {
  const left = runs.filter(({ id }) => app.runs.get(id))
  const gone = runs.filter(({ id }) => !app.runs.get(id))
  if (gone.length > 0) await app.runs.loadBin()
  const isBinned = ({ id }: { id: string }) => app.runs.bin.some((run) => run.id === id)
  const missing = describeMissing(
    gone.filter(isBinned).map(({ name }) => name),
    gone.filter((run) => !isBinned(run)).map(({ name }) => name),
  )
  if (left.length === 0) {
    throw new PlateauError('run-not-found', `No run of ${fileName} is in the history. ${missing}`.trim())
  }
  if (source?.kind === 'comparison' && source.relative !== 'none' && source.baseline !== null) {
    if (app.runs.get(source.baseline)) app.workspace.setBaseline(source.baseline)
  }
  const ids = left.map(({ id }) => id)
  app.router.go(routeOf(source, ids, app.router.compareChoices))
  app.toasts.say(`The runs of ${fileName}. ${missing}`.trim())
}

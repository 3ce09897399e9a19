/** `plateau figure`: one figure as a file, drawn as the window draws it, on a machine without a display too. */
import { visibleLine } from '@contract/text'
import { PlateauError } from '@contract/errors'
import { builtInStyles, defaultStyleId, type NamedStyle } from '@contract/figure'
import type { Client } from '@contract/transport'
import { requestFromFlags } from '../figure-flags'
import { formatOf, readQuantity, styleWith, toTarget, type FigureRequest } from '../figure-request'
import { runsInProject, runsOrWholeProject } from '../projects'
import { interruptedExitCode } from '../interrupts'
import { withCore, type JsonOption, type Session } from '../session'
import { sizeWords, wasInterrupted, writeExport } from '../write-export'

export type FigureOptions = JsonOption & { readonly output?: string; readonly force?: boolean } & Readonly<
    Record<string, unknown>
  >

export async function figure(session: Session, runs: readonly string[], options: FigureOptions): Promise<number> {
  const { output, force = false, json = false } = options
  if (output === undefined) throw new PlateauError('invalid-input', 'Name the file to write with -o PATH.')
  const flags = requestFromFlags(runs, options)
  const format = formatOf(output, flags.format)
  return withCore(session, async (client) => {
    const request = await findRequested(client, flags)
    const { style } = await findStyle(client, request.style)
    const target = toTarget(request, styleWith(request, style), format)
    try {
      const written = await writeExport(session, client, { path: output, force, target })
      if (json) session.terminal.printDocument({ ...written, format })
      else session.terminal.remark(`Wrote ${visibleLine(written.path)} (${sizeWords(written)})`)
      return 0
    } catch (error) {
      if (!wasInterrupted(session, error)) throw error
      session.terminal.remark('Cancelled; no file was written.')
      return interruptedExitCode
    }
  })
}

/** The request with its runs by id where it names a project, and settings of any runs known as such. @throws PlateauError when there is none */
export async function findRequested(client: Client, request: FigureRequest): Promise<FigureRequest> {
  return withSettings(client, await withRuns(client, request))
}

/** A name alone is a setting of Plateau's or a series; where no run has such a series, it is the setting that their author has named so. */
async function withSettings(client: Client, request: FigureRequest): Promise<FigureRequest> {
  const { kind = 'line', panel, logAxes } = request
  if (panel === undefined || kind === 'line' || kind === 'comparison') return request
  const bare = [...panel, ...(logAxes ?? [])].some(
    (text) => readQuantity(text).kind === 'best' && !text.startsWith('best:'),
  )
  if (!bare) return request
  const { config, series } = await client.request('runs.keys', {})
  const isOfAuthor = (key: string) =>
    readQuantity(key).kind === 'best' && !series.some((one) => one.key === key) && config.some((one) => one.key === key)
  const named = (keys: readonly string[]) => keys.map((key) => (isOfAuthor(key) ? `config:${key}` : key))
  return { ...request, panel: named(panel), ...(logAxes === undefined ? {} : { logAxes: named(logAxes) }) }
}

async function withRuns(client: Client, request: FigureRequest): Promise<FigureRequest> {
  if (request.project === undefined) return request
  const { project, runs = [], baseline, ...rest } = request
  const found = await runsOrWholeProject(client, runs, { project })
  if (baseline === undefined) return { ...rest, runs: found }
  const [id = baseline] = await runsInProject(client, [baseline], { project })
  return { ...rest, runs: found, baseline: id }
}

/** By id or name. @throws PlateauError `invalid-input` when there is none */
export async function findStyle(client: Client, wanted = defaultStyleId): Promise<NamedStyle> {
  const isWanted = ({ id, name }: NamedStyle) => id === wanted || name === wanted
  const builtIn = builtInStyles.find(isWanted)
  if (builtIn) return builtIn
  const { styles } = await client.request('styles.list', {})
  const found = styles.find(isWanted)
  if (found) return found
  throw new PlateauError(
    'invalid-input',
    `There is no style ${wanted}; there are ${styles.map(({ name }) => name).join(', ')}.`,
    {
      field: 'style',
    },
  )
}

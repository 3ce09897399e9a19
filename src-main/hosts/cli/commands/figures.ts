/** `plateau figures`: a whole folder of figures from one file, which can be made again by the same command. */
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import { visibleLine } from '@contract/text'
import { PlateauError, toWireError } from '@contract/errors'
import type { Client } from '@contract/transport'
import { makeFolderFor } from '../../../platform/atomic-file'
import { plural } from '../../format'
import {
  figureRequestSchema,
  formatOf,
  schemaSentence,
  styleWith,
  toTarget,
  type FigureRequest,
} from '../figure-request'
import { interruptedExitCode } from '../interrupts'
import { readJsonFile } from '../json-file'
import { withCore, type JsonOption, type Session } from '../session'
import { sizeWords, wasInterrupted, writeExport, type WrittenFile } from '../write-export'
import { findRequested, findStyle } from './figure'

export type FiguresOptions = JsonOption & { readonly output?: string; readonly force?: boolean }

/** What is the same for all stands at the top; a figure's own words win. Entries are checked one by one, so that a bad one is named. */
const fileSchema = z.strictObject({
  /** A folder, relative to this file; its own unless given. */
  output: z.string().min(1).optional(),
  defaults: figureRequestSchema.optional(),
  figures: z.array(z.unknown()).min(1).max(1_000),
})
const entrySchema = figureRequestSchema.extend({ file: z.string().min(1).max(500) })

type Outcome =
  | ({ readonly file: string } & WrittenFile)
  | { readonly file: string; readonly error: { readonly code: string; readonly message: string } }

export async function figures(session: Session, path: string, options: FiguresOptions): Promise<number> {
  const { terminal, interrupts } = session
  const { json = false, force = false } = options
  const file = await readFigures(path)
  const folder = options.output === undefined ? resolve(dirname(path), file.output ?? '.') : resolve(options.output)
  const outcomes: Outcome[] = []
  await withCore(session, async (client) => {
    for (const [index, entry] of file.figures.entries()) {
      if (interrupts.isInterrupted()) break
      const name = nameOf(entry, index)
      try {
        const written = await makeFigure(session, client, folder, entry, file.defaults ?? {}, force)
        outcomes.push({ file: name, ...written })
        if (!json) terminal.remark(`Wrote ${visibleLine(written.path)} (${sizeWords(written)})`)
      } catch (error) {
        if (wasInterrupted(session, error)) break
        const { code, message } = toWireError(error)
        outcomes.push({ file: name, error: { code, message } })
        if (!json) terminal.remark(`${name} failed: ${message}`)
      }
    }
  })
  const failed = outcomes.filter((outcome) => 'error' in outcome).length
  const made = outcomes.length - failed
  const isInterrupted = interrupts.isInterrupted()
  if (json) terminal.printDocument({ folder, figures: outcomes, isComplete: !isInterrupted && failed === 0 })
  else {
    const rest = [...(failed > 0 ? [`${failed} failed`] : []), ...(isInterrupted ? ['cancelled before the rest'] : [])]
    terminal.remark([`${plural(made, 'figure')} in ${folder}`, ...rest].join('; '))
  }
  if (isInterrupted) return interruptedExitCode
  return failed > 0 ? 1 : 0
}

async function readFigures(path: string): Promise<z.infer<typeof fileSchema>> {
  const parsed = await readJsonFile(path, 'The file of figures')
  const read = fileSchema.safeParse(parsed)
  if (!read.success) throw new PlateauError('invalid-input', `${path}: ${schemaSentence(read.error)}`)
  return read.data
}

function nameOf(entry: unknown, index: number): string {
  const file: unknown = typeof entry === 'object' && entry !== null && 'file' in entry ? entry.file : undefined
  return typeof file === 'string' ? file : `Figure ${index + 1}`
}

async function makeFigure(
  session: Session,
  client: Client,
  folder: string,
  entry: unknown,
  defaults: FigureRequest,
  force: boolean,
): Promise<WrittenFile> {
  const read = entrySchema.safeParse(entry)
  if (!read.success) throw new PlateauError('invalid-input', schemaSentence(read.error))
  const { file, ...own } = read.data
  const path = resolve(folder, file)
  const inside = relative(folder, path)
  // A file of figures comes from somewhere: it writes where it is told to, and nowhere else.
  if (isAbsolute(file) || inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new PlateauError('invalid-input', `${file} is outside ${folder}.`, { field: 'file' })
  const request = await findRequested(client, { ...defaults, ...own })
  const format = formatOf(file, request.format)
  const { style } = await findStyle(client, request.style)
  const target = toTarget(request, styleWith(request, style), format)
  makeFolderFor(path)
  return writeExport(session, client, { path, force, target })
}

/** The file that begins a run, within bounds. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonBytes } from '../../../contract/plain-data'
import { whereLargeBelongs, whyTooLarge } from '../../../protocol/given-size'
import { mostPayloadBytes } from '../../../protocol/journal/frames'
import { journalRunSchema, logProtocol, type JournalRun } from '../../../protocol/journal/records'
import { misfitWords } from '../../../protocol/schema-words'
import type { FromReader } from '../messages'

/** What is larger is not even read. */
const mostRunFileBytes = mostPayloadBytes

/** Reads the run.json of a folder. @param id the run that it has to be of */
export function readRunFile(
  folder: string,
  id: string,
): Pick<Extract<FromReader, { kind: 'run' }>, 'file' | 'problem' | 'remarks'> {
  const no = (problem: string) => ({ file: null, problem, remarks: [] })
  const path = join(folder, 'run.json')
  let bytes: Buffer
  try {
    const found = statSync(path)
    if (!found.isFile()) return no('run.json is no file')
    if (found.size > mostRunFileBytes) return no('run.json is larger than 16 MB')
    bytes = readFileSync(path)
  } catch (error) {
    return no(`run.json cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`)
  }
  const read = readJsonBytes(bytes)
  if (!read.ok) return no(`run.json ${read.reason}`)
  const parsed = journalRunSchema.safeParse(read.value)
  if (!parsed.success) return no(misfitWords(parsed.error, 'run.json'))
  if (parsed.data.protocol > logProtocol)
    return no(`run.json is of log protocol ${parsed.data.protocol}; this Plateau reads protocol ${logProtocol}`)
  return parsed.data.id === id
    ? { problem: null, ...withinBounds(parsed.data) }
    : no(`run.json is that of the run ${parsed.data.id}`)
}

/** A run.json without what of it is too large. */
function withinBounds(file: JournalRun): { readonly file: JournalRun; readonly remarks: readonly string[] } {
  const remarks: string[] = []
  const bounded = <Value>(what: string, value: Value): Value | undefined => {
    const why = whyTooLarge(value)
    if (why !== null) remarks.push(`The ${what} in its run.json ${why}, and was left out. ${whereLargeBelongs}`)
    return why === null ? value : undefined
  }
  const { config, environment, origin } = file
  return {
    file: {
      ...file,
      config: bounded('config', config),
      environment: bounded('environment', environment),
      origin: { ...origin, facts: bounded('list of facts', origin.facts) },
    },
    remarks,
  }
}

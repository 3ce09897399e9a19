/** `plateau export`: runs and their epochs as CSV or JSON, to a file or to standard output. */
import { resolve } from 'node:path'
import { PlateauError } from '@contract/errors'
import { writeFileAtomically } from '../../../platform/atomic-file'
import { plural } from '../../format'
import { withCore, type JsonOption, type Session } from '../session'

const formats = ['csv', 'json'] as const
export type ExportOptions = JsonOption & {
  readonly format?: string
  readonly output?: string
  readonly force?: boolean
}

export async function exportRuns(session: Session, runs: readonly string[], options: ExportOptions): Promise<number> {
  const { terminal } = session
  const format = readFormat(options)
  const text = await withCore(session, async (client) => {
    return (await client.request('export.runs', { runs: [...runs], format })).text
  })
  if (options.output === undefined) {
    terminal.write(text)
    return 0
  }
  const path = resolve(options.output)
  await writeFileAtomically(path, text, { replace: options.force === true }).catch((error: unknown) => {
    if (error instanceof PlateauError && error.code === 'file-exists') {
      throw new PlateauError('file-exists', `${path} is already there (--force replaces it).`, { cause: error })
    }
    throw error
  })
  if (options.json === true) terminal.printDocument({ path, format, bytes: Buffer.byteLength(text) })
  else terminal.remark(`Wrote ${plural(runs.length, 'run')} to ${path}`)
  return 0
}

/** `--json` asks for JSON where no format was given; with a file and `--format csv` it describes what was written. */
function readFormat({ format, json = false }: ExportOptions): (typeof formats)[number] {
  const wanted = format ?? (json ? 'json' : 'csv')
  const known = formats.find((candidate) => candidate === wanted)
  if (known === undefined) {
    throw new PlateauError('invalid-input', `--format must be one of ${formats.join(', ')}, not ${wanted}.`)
  }
  return known
}

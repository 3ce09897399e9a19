/** `plateau export RUN --format onnx` and others: what a run has learnt, for other programs. */
import { visibleLine } from '@contract/text'
import { PlateauError } from '@contract/errors'
import type { ModelFormat } from '@contract/exports'
import { readCheckpointFlag } from '../checkpoint-flag'
import { interruptedExitCode } from '../interrupts'
import { runsInProject } from '../projects'
import { withCore, type Session } from '../session'
import { sizeWords, wasInterrupted, writeExport } from '../write-export'
import type { ExportOptions } from '../export-options'

/** @throws PlateauError `invalid-input` for more than one run, no file, and flags of numbers */
export async function exportModel(
  session: Session,
  runs: readonly string[],
  format: ModelFormat,
  options: ExportOptions,
): Promise<number> {
  const { output, force = false, json = false } = options
  const [reference] = runs
  const refuse = (message: string) => new PlateauError('invalid-input', message)
  if (reference === undefined || runs.length > 1 || options.where !== undefined)
    throw refuse(`${format} is a form of one run's model: name one run.`)
  if (output === undefined) throw refuse(`${format} is written to a file; name it with -o.`)
  if (options.points !== undefined || options.series !== undefined || options.provenance === true)
    throw refuse(`--points, --series and --provenance are of numbers, not of ${format}.`)
  const epoch = readCheckpointFlag(options.checkpoint)
  return withCore(session, async (client) => {
    const [run = reference] = await runsInProject(client, [reference], options)
    const target = { kind: 'model', run, format, ...(epoch === undefined ? {} : { epoch }) } as const
    try {
      const written = await writeExport(session, client, { path: output, force, target })
      if (json)
        session.terminal.printDocument({ path: written.path, format, bytes: written.bytes, remarks: written.remarks })
      else session.terminal.remark(`Wrote ${visibleLine(written.path)} (${sizeWords(written)})`)
      return 0
    } catch (error) {
      if (!wasInterrupted(session, error)) throw error
      session.terminal.remark('Cancelled; no file was written.')
      return interruptedExitCode
    }
  })
}

/** Has the core write a file, and cancels that on Ctrl-C. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { RequestOutput } from '@contract/api'
import { PlateauError } from '@contract/errors'
import type { ExportTargetInput } from '@contract/exports'
import type { Client } from '@contract/transport'
import type { Session } from './session'

/**
 * @param path as it was given: taken from the folder that the command runs in.
 * @returns what was written; null when Ctrl-C ended it, and nothing was.
 * @throws PlateauError as the core's `exports.write`; `file-exists` says how to replace it.
 */
export async function writeExport(
  { interrupts }: Session,
  client: Client,
  { path, replace, target }: { path: string; replace: boolean; target: ExportTargetInput },
): Promise<RequestOutput<'exports.write'> | null> {
  const id = `cli-${randomBytes(6).toString('hex')}`
  // The request itself then ends with `cancelled`; a core that is gone has ended it by itself.
  interrupts.handleWith(() => void client.request('exports.cancel', { id }).catch(() => undefined))
  try {
    return await client.request('exports.write', { id, path: resolve(path), replace, target })
  } catch (error) {
    if (interrupts.isInterrupted()) return null
    if (error instanceof PlateauError && error.code === 'file-exists')
      throw new PlateauError('file-exists', `${resolve(path)} is already there (--force replaces it).`, {
        cause: error,
      })
    throw error
  }
}

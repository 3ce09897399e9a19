/** Contents of media that lie beside a journal, under their hash: whether they are what the hash says, found out before they are taken over. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { TakenRecord, UnfitContents } from './messages'

/** Hashes of contents that records say are beside their journal. */
export function contentsOf(records: readonly TakenRecord[]): string[] {
  const hashes = records.flatMap((record) =>
    'sha256' in record && typeof record.sha256 === 'string' && !('copied' in record && !record.copied)
      ? [record.sha256]
      : [],
  )
  return [...new Set(hashes)]
}

/** Reads contents as a stream, however large they are. @param folder of the run's journals. @returns why they are unfit; null where they are not */
async function whyUnfit(folder: string, sha256: string): Promise<string | null> {
  const path = join(folder, 'files', sha256)
  try {
    // What is missing, a link or a pipe is not taken over, which is said then.
    if (!(await lstat(path)).isFile()) return null
    const hash = createHash('sha256')
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash)
    const found = hash.digest('hex')
    return found === sha256 ? null : `their SHA-256 is ${found.slice(0, 12)}…`
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? null : `they cannot be read (${code ?? message})`
  }
}

/** Never rejects. @param folder of the run's journals. @param hashes of {@link contentsOf} */
export async function findUnfit(folder: string, hashes: readonly string[]): Promise<UnfitContents> {
  const unfit = new Map<string, string>()
  for (const sha256 of hashes) {
    const why = await whyUnfit(folder, sha256)
    if (why !== null) unfit.set(sha256, why)
  }
  return unfit
}

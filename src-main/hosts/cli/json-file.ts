/** JSON files that a person names: whatever is in them, what is wrong is said in a sentence that names the file. */
import { createReadStream } from 'node:fs'
import { PlateauError } from '@contract/errors'
import { mostJsonBytes, readJsonBytes } from '@contract/plain-data'

/**
 * @param what the sentence begins with: "The config file".
 * @returns its value, which may be anything.
 * @throws PlateauError `invalid-input`
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  const refuse = (reason: string, cause?: unknown) =>
    new PlateauError('invalid-input', `${what} ${path} ${reason}.`, { cause })
  const read = readJsonBytes(
    await readBeginning(path).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException
      throw refuse(reasons[code ?? ''] ?? 'cannot be read', error)
    }),
  )
  if (!read.ok) throw refuse(read.reason)
  return read.value
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'cannot be read: permission is denied',
}

/** No more than tells that it is too large: a device may never end. */
async function readBeginning(path: string): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  for await (const piece of createReadStream(path, { end: mostJsonBytes })) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

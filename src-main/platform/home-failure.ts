/** Why a home folder cannot be used, in one sentence. */
import { PlateauError } from '../contract/errors'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOENT: 'nothing can be created there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file or a link that leads nowhere',
  EISDIR: 'there is a folder where a file should be',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'its path is too long',
  ENODEV: 'its disk is no longer there',
  EIO: 'the disk reported an error',
}

/** @returns an error of the system as a `PlateauError` that names the home; anything else as it is. */
export function homeFailure(home: string, error: unknown): unknown {
  if (error instanceof PlateauError || !(error instanceof Error) || !('code' in error)) return error
  const { code, message, path } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new PlateauError('disk-full', `The disk is full: ${path ?? home} could not be written.`, { cause: error })
  // Codes of other libraries (SQLite's) are theirs to tell.
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error
  const where = path?.startsWith(home) === true ? path : home
  return new PlateauError(
    'home-unwritable',
    `Plateau cannot write to the home folder (${where}): ${reasons[code] ?? message}.`,
    {
      cause: error,
    },
  )
}

/** Files that are there whole or not at all. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { PlateauError } from '@contract/errors'

/**
 * Writes beside the target, syncs, and moves it there in one step.
 * @throws PlateauError `file-exists` when the file is there and `replace` is false; `disk-full`; `file-unwritable`
 */
export async function writeFileAtomically(
  path: string,
  text: string,
  { replace }: { replace: boolean },
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    if (replace) await rename(temporary, path)
    // Unlike a rename, a link refuses to replace what somebody else has just put there.
    else await linkOrRename(temporary, path)
  } catch (error) {
    throw describeFailure(path, error)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Some file systems (FAT, a few shares) know no links: there a look before the rename must do. */
async function linkOrRename(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error
    if (existsSync(path)) throw new PlateauError('file-exists', `${path} is already there.`, { cause: error })
    await rename(temporary, path)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'its name is too long',
}

function describeFailure(path: string, error: unknown): unknown {
  if (error instanceof PlateauError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return new PlateauError('file-exists', `${path} is already there.`, { cause: error })
  if (code === 'ENOSPC' || code === 'EDQUOT') return new PlateauError('disk-full', undefined, { cause: error })
  if (code === undefined) return error
  const reason = reasons[code] ?? message
  return new PlateauError('file-unwritable', `${path} cannot be written: ${reason}.`, { cause: error })
}

/** Files and folders that are there whole or not at all. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { PlateauError } from '../contract/errors'
import { alreadyThere, findPlaceOfFile, findPlaceOfFolder } from './file-place'
import { makeFolder } from './make-folder.mjs'
import { modeOfExport } from './permissions'

export type ReplaceOption = { readonly replace: boolean }

/** A file that is being written beside its place. */
export type AtomicFile = {
  /** Bytes written so far. */
  readonly bytes: number
  /** Appends; UTF-8. Wait for one before the next. @throws PlateauError `disk-full` or `file-unwritable` */
  write(data: string | Uint8Array): Promise<void>
  /** Syncs it and moves it to its place in one step. @throws PlateauError as {@link openAtomically} */
  commit(): Promise<void>
  /** Leaves nothing behind; does nothing once it was committed. */
  discard(): Promise<void>
}

/** What this process has begun and not finished. */
const temporaries = new Set<string>()

/** Takes away everything that this process has begun and not finished: for the moment before it ends. */
export function removeTemporaries(): void {
  for (const path of temporaries) rmSync(path, { recursive: true, force: true })
  temporaries.clear()
}

/** Ids of processes count on one machine only, and folders may be shared between several. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** What the name of a temporary file begins with, up to the id of its writer. 40 letters fit even where each is four bytes long. */
const beginningOf = (path: string): string => `.${Array.from(basename(path)).slice(0, 40).join('')}.${machine}.`

/** A place beside the target. What writers that were killed have left there of the same target is taken away. */
async function temporaryBeside(path: string): Promise<string> {
  await removeStale(path)
  const name = `${beginningOf(path)}${process.pid}.${randomBytes(6).toString('hex')}.part`
  const temporary = join(dirname(path), name)
  temporaries.add(temporary)
  return temporary
}

async function removeStale(path: string): Promise<void> {
  const beginning = beginningOf(path)
  // A folder that cannot be read says why when it is written to.
  const names = await readdir(dirname(path)).catch(() => [])
  for (const name of names) {
    const writer = name.startsWith(beginning) ? /^(\d+)\.[0-9a-f]{12}\.part$/.exec(name.slice(beginning.length)) : null
    if (writer === null) continue
    const stale = join(dirname(path), name)
    if (temporaries.has(stale) || isAlive(Number(writer[1]))) continue
    // It is in nobody's way: where it may not be taken away, the export goes on.
    await rm(stale, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Whether a process of this machine may still be writing; this one knows what it has begun. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

async function removeTemporary(temporary: string): Promise<void> {
  await rm(temporary, { recursive: true, force: true })
  temporaries.delete(temporary)
}

/**
 * Opens a temporary file beside the target. End it by `commit` or `discard`. A symbolic link is written through: it stays, and the file that it
 * leads to is replaced. What is there and no file (a device, a pipe, a socket, a folder) is refused.
 * @throws PlateauError `file-exists` when the file is there and `replace` is false; `disk-full`; `file-unwritable`
 */
export async function openAtomically(path: string, { replace }: ReplaceOption): Promise<AtomicFile> {
  const { path: place } = await findPlaceOfFile(path, replace)
  const temporary = await temporaryBeside(place)
  const file = await openForPerson(temporary, place).catch((error: unknown) => {
    temporaries.delete(temporary)
    throw describeFailure(path, error)
  })
  let bytes = 0
  let isOpen = true
  const close = async () => {
    if (isOpen) await file.close()
    isOpen = false
  }
  return {
    get bytes() {
      return bytes
    },
    async write(data) {
      try {
        await file.writeFile(data)
      } catch (error) {
        throw describeFailure(path, error)
      }
      bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength
    },
    async commit() {
      try {
        await file.sync()
        await close()
        // Somebody may have put something else there meanwhile.
        if (replace) await rename(temporary, (await findPlaceOfFile(place, replace)).path)
        // Unlike a rename, a link refuses to replace what somebody else has just put there.
        else await linkOrRename(temporary, place)
      } catch (error) {
        throw describeFailure(path, error)
      } finally {
        await close()
        await removeTemporary(temporary)
      }
    },
    async discard() {
      await close()
      await removeTemporary(temporary)
    },
  }
}

/** Makes the folder that a file is to lie in. @throws PlateauError as {@link openAtomically} */
export function makeFolderFor(path: string): void {
  try {
    makeFolder(dirname(path), 0o777)
  } catch (error) {
    throw describeFailure(path, error)
  }
}

/** A whole file at once. @throws PlateauError as {@link openAtomically} */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  options: ReplaceOption,
): Promise<void> {
  const file = await openAtomically(path, options)
  try {
    await file.write(data)
    await file.commit()
  } finally {
    await file.discard()
  }
}

/**
 * Has a folder made beside the target, and moves it there once it is whole. Into a folder that is there already, with `replace`, each of its
 * files is moved by itself: what else lies there is somebody's work and stays.
 * @param make fills the folder that it is given.
 * @returns the bytes of all files. @throws PlateauError as {@link openAtomically}, and whatever `make` throws
 */
export async function makeFolderAtomically(
  path: string,
  { replace }: ReplaceOption,
  make: (folder: string) => Promise<void>,
): Promise<number> {
  const { path: place, there } = await findPlaceOfFolder(path, replace)
  const temporary = await temporaryBeside(place)
  try {
    await mkdir(temporary)
    await make(temporary)
    const files = await syncAll(temporary, place)
    if (there === null) await rename(temporary, place)
    else {
      // All are looked at before the first is moved: one that cannot be replaced leaves the rest as it was.
      for (const { name } of files) await findPlaceOfFile(join(path, name), replace)
      for (const { name } of files) {
        await mkdir(dirname(join(place, name)), { recursive: true })
        await moveTo(join(temporary, name), join(place, name))
      }
    }
    return files.reduce((sum, { bytes }) => sum + bytes, 0)
  } catch (error) {
    throw describeFailure(path, error)
  } finally {
    await removeTemporary(temporary)
  }
}

/** Moves a finished file to its place, through links, which may lead to another file system. */
async function moveTo(finished: string, path: string): Promise<void> {
  const { path: place } = await findPlaceOfFile(path, true)
  try {
    await rename(finished, place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    const temporary = await temporaryBeside(place)
    try {
      await copyFile(finished, temporary)
      await rename(temporary, place)
    } finally {
      await removeTemporary(temporary)
    }
  }
}

/** A file with the mode that the person's own programs would give it, whatever this process keeps for itself. */
async function openForPerson(temporary: string, path: string): Promise<FileHandle> {
  const file = await open(temporary, 'wx')
  await allowOthers(file, modeOfExport(path, 0o666))
  return file
}

async function allowOthers(file: FileHandle, mode: number | null): Promise<void> {
  if (mode === null) return
  const has = (await file.stat()).mode & 0o777
  // Some file systems (FAT, a few shares) know no modes; there nothing was kept from others either.
  if (has !== mode) await file.chmod(mode).catch(() => undefined)
}

/** Every file below a folder, on the disk, and all of it with the mode that its place is to have. */
async function syncAll(folder: string, target: string): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const files: { name: string; bytes: number }[] = []
  const mode = modeOfExport(target, 0o777)
  const openFolder = (path: string) => (mode === null ? undefined : chmod(path, mode).catch(() => undefined))
  await openFolder(folder)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await openFolder(path)
    if (!entry.isFile()) continue
    const file = await open(path, 'r+')
    try {
      await allowOthers(file, modeOfExport(target, 0o666))
      await file.sync()
      files.push({ name: path.slice(folder.length + 1), bytes: (await file.stat()).size })
    } finally {
      await file.close()
    }
  }
  return files
}

/** Some file systems (FAT, a few shares) know no links: there a look before the rename must do. */
async function linkOrRename(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error
    if (existsSync(path)) throw alreadyThere(path, error)
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
  EFBIG: 'it is larger than the file system allows',
  ELOOP: 'its symbolic links go in a circle',
  ERR_INVALID_ARG_VALUE: 'its name has a character that no file can have',
}

function describeFailure(path: string, error: unknown): unknown {
  if (error instanceof PlateauError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EEXIST' || code === 'ENOTEMPTY') return alreadyThere(path, error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new PlateauError('disk-full', undefined, { cause: error })
  if (code === undefined) return error
  const reason = reasons[code] ?? message
  return new PlateauError('file-unwritable', `${path} cannot be written: ${reason}.`, { cause: error })
}

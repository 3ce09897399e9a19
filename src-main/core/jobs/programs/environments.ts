/** Python environments in a folder and on this machine, found by their files: nothing of the folder is run. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import type { FoundEnvironment } from '../../../contract/programs'

const windows = process.platform === 'win32'
const probeMilliseconds = 5_000

/** First those of the folder, then conda's, then what the system has. */
export async function findEnvironments(folder: string): Promise<FoundEnvironment[]> {
  const venvs = [folder, ...namesIn(folder).map((name) => join(folder, name))].flatMap(readVenv)
  const condas = condaFolders().flatMap(readConda)
  const system: FoundEnvironment = { environment: { kind: 'system' }, name: 'system', python: await systemPython() }
  return [...venvs, ...condas, system]
}

/** Folders within it; of very many, the first. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .slice(0, 1_000)
      .map(({ name }) => name)
  } catch {
    // No such folder, or none that may be read: there is none in it.
    return []
  }
}

function textOf(path: string): string | null {
  try {
    // What is larger is no such file.
    return statSync(path).size > 100_000 ? null : readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** A folder with `pyvenv.cfg` in it, which says whose Python it is. */
function readVenv(path: string): FoundEnvironment[] {
  const text = textOf(join(path, 'pyvenv.cfg'))
  if (text === null) return []
  const python = /^\s*version(?:_info)?\s*=\s*(\d+\.\d+(?:\.\d+)?)/m.exec(text)?.[1] ?? null
  return [{ environment: { kind: 'venv', path }, name: basename(path), python }]
}

/** What conda lists as its own, and what it usually lies in. */
function condaFolders(): string[] {
  const listed = (textOf(join(homedir(), '.conda', 'environments.txt')) ?? '').split(/\r?\n/)
  const roots = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', '.conda'].map((name) => join(homedir(), name))
  const within = roots.flatMap((root) => namesIn(join(root, 'envs')).map((name) => join(root, 'envs', name)))
  const active = process.env.CONDA_PREFIX
  return [
    ...new Set([...listed, ...(active ? [active] : []), ...roots, ...within].filter((path) => path.trim() !== '')),
  ]
}

function readConda(path: string): FoundEnvironment[] {
  const records = join(path, 'conda-meta')
  if (!existsSync(records)) return []
  let python: string | null = null
  try {
    for (const name of readdirSync(records)) python ??= /^python-(\d+\.\d+\.\d+)-[^-]+\.json$/.exec(name)?.[1] ?? null
  } catch {
    // It may not be read, and its Python is not known.
  }
  return python === null ? [] : [{ environment: { kind: 'conda', path }, name: basename(path), python }]
}

/** The version of the first Python that the system has; null where it has none. */
function systemPython(): Promise<string | null> {
  const program = ['python3', 'python'].find((name) => findCommand(name, process.env.PATH ?? '') !== null)
  if (program === undefined) return Promise.resolve(null)
  return new Promise((resolve) =>
    execFile(program, ['--version'], { timeout: probeMilliseconds, cwd: homedir() }, (error, text) =>
      resolve(error === null ? (/(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1] ?? null) : null),
    ),
  )
}

/** Where a command lies, by the folders of a PATH; null where nowhere. */
export function findCommand(name: string, path: string): string | null {
  const names = windows ? ['.exe', '.cmd', '.bat', ''].map((ending) => `${name}${ending}`) : [name]
  for (const folder of path.split(delimiter))
    for (const candidate of names) if (folder !== '' && isFile(join(folder, candidate))) return join(folder, candidate)
  return null
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** `--architecture FILE`: architectures of one's own on the command line. */
import { readArchitecture, type Architecture } from '@contract/architecture-file'
import type { SavedArchitecture } from '@contract/architecture-requests'
import { builtInArchitectures, type SettingKey } from '@contract/config'
import { PlateauError } from '@contract/errors'
import { asSentence } from '../error-text'
import { readJsonFile } from './json-file'

export type FiledArchitecture = SavedArchitecture & {
  /** As it was named: a file, or one that is saved. */
  readonly file: string
}

/** Architectures that are saved in the home; asked for only where a name is no other's. */
export type FindSaved = () => Promise<readonly SavedArchitecture[]>

/** What stands for a file beside names of architectures: a path, or a name that ends as one of JSON. */
export const isArchitectureFile = (text: string): boolean => /[/\\]|\.json$/i.test(text)

/**
 * Flags with the names of architectures where files were named.
 * @returns with them the architectures of the files, by name
 * @throws PlateauError `invalid-input` for what is no architecture, and for two of one name
 */
export async function withArchitectures(
  flags: Map<SettingKey, unknown[]>,
  findSaved: FindSaved,
): Promise<{
  readonly flags: Map<SettingKey, unknown[]>
  readonly architectures: ReadonlyMap<string, FiledArchitecture>
}> {
  const given = flags.get('architecture')
  const architectures = new Map<string, FiledArchitecture>()
  if (given === undefined) return { flags, architectures }
  const names: unknown[] = []
  for (const text of given.map(String)) {
    if (builtInArchitectures.includes(text)) {
      names.push(text)
      continue
    }
    const { name, layers } = await findArchitecture(text, findSaved)
    const before = architectures.get(name)
    if (before !== undefined && before.file !== text)
      throw new PlateauError('invalid-input', `${before.file} and ${text} are both called ${name}. Rename one of them.`)
    architectures.set(name, { name, layers, file: text })
    names.push(name)
  }
  return { flags: new Map(flags).set('architecture', names), architectures }
}

/** One of somebody's own: of a file, or saved under this name. @throws PlateauError `invalid-input` */
export async function findArchitecture(text: string, findSaved: FindSaved): Promise<SavedArchitecture> {
  if (isArchitectureFile(text)) {
    const { name, layers } = await readArchitectureFile(text)
    return { name, layers: JSON.stringify(layers) }
  }
  const saved = await findSaved()
  const found = saved.find(({ name }) => name === text.normalize('NFC').trim())
  if (found !== undefined) return found
  const names = [...builtInArchitectures, ...saved.map(({ name }) => name)]
  throw new PlateauError(
    'invalid-input',
    `--architecture must be one of ${names.join(', ')}, or a file of JSON, not ${text}.`,
  )
}

/** @throws PlateauError `invalid-input` with the first mistake, and how many others there are. */
export async function readArchitectureFile(path: string): Promise<Architecture> {
  const read = readArchitecture(await readJsonFile(path, 'The architecture'))
  if (read.ok) return read.architecture
  const [first = '', ...others] = read.reasons
  const more =
    others.length === 0
      ? ''
      : ` It has ${others.length} more ${others.length === 1 ? 'mistake' : 'mistakes'}: plateau architectures check shows them.`
  throw new PlateauError('invalid-input', asSentence(`${path}: ${first}${more}`))
}

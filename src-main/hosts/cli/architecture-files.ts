/** `--architecture FILE`: architectures of one's own on the command line. */
import { readArchitecture, type Architecture } from '@contract/architecture-file'
import { builtInArchitectures, type SettingKey } from '@contract/config'
import { PlateauError } from '@contract/errors'
import { asSentence } from '../error-text'
import { readJsonFile } from './json-file'

export type FiledArchitecture = Omit<Architecture, 'layers'> & {
  /** JSON, as a run's settings have it. */
  readonly layers: string
  readonly file: string
}

/** What stands for a file among names of architectures: a path, or a name that ends as one of JSON. */
const isFile = (text: string): boolean => /[/\\]|\.json$/i.test(text)

/**
 * Flags with the names of architectures where files were named.
 * @returns with them the architectures of the files, by name
 * @throws PlateauError `invalid-input` for what is no architecture, and for two of one name
 */
export async function withArchitectures(flags: Map<SettingKey, unknown[]>): Promise<{
  readonly flags: Map<SettingKey, unknown[]>
  readonly architectures: ReadonlyMap<string, FiledArchitecture>
}> {
  const given = flags.get('architecture')
  const architectures = new Map<string, FiledArchitecture>()
  if (given === undefined) return { flags, architectures }
  const names: unknown[] = []
  for (const text of given.map(String)) {
    if (!isFile(text)) {
      if (!builtInArchitectures.includes(text)) throw unknownArchitecture(text)
      names.push(text)
      continue
    }
    const { name, layers } = await readArchitectureFile(text)
    const before = architectures.get(name)
    if (before !== undefined && before.file !== text)
      throw new PlateauError('invalid-input', `${before.file} and ${text} are both called ${name}. Rename one of them.`)
    architectures.set(name, { name, layers: JSON.stringify(layers), file: text })
    names.push(name)
  }
  return { flags: new Map(flags).set('architecture', names), architectures }
}

const unknownArchitecture = (text: string) =>
  new PlateauError(
    'invalid-input',
    `--architecture must be one of ${builtInArchitectures.join(', ')}, or a file of JSON, not ${text}.`,
  )

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

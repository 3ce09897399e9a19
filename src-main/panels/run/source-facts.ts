/** What an author says of where a run ran: the few keys that people look for under their usual names, and all others as they are. */
import { showSetting } from '@model/values'
import type { FlatConfig, SettingValue } from '@protocol/config'
import { countOf } from '../words/format'

export type SourceFact = { readonly label: string; readonly text: string; readonly isMono: boolean }
export type SourceFacts = {
  /** As it was typed; null where nobody said. */
  readonly command: string | null
  readonly facts: readonly SourceFact[]
  /** "torch 2.4.1", in their order. */
  readonly packages: readonly string[]
  /** What stands under no name of its own above. */
  readonly rest: FlatConfig
}

/** Keys under which a fact is found, first that there is; small letters. */
const names = {
  command: ['command', 'cmd', 'argv', 'args', 'program.command'],
  commit: ['git.commit', 'git_commit', 'gitcommit', 'commit', 'git.sha', 'git.hash', 'git.rev', 'git'],
  branch: ['git.branch', 'git_branch', 'branch'],
  remote: ['git.remote', 'git_remote', 'git.url', 'remote'],
  patch: ['git.diff', 'git_diff', 'git.patch', 'patch', 'diff'],
  dirty: ['git.dirty', 'git_dirty'],
  folder: ['folder', 'cwd', 'directory', 'workdir', 'dir'],
  host: ['host', 'hostname', 'host.name', 'machine'],
  devices: ['devices', 'gpus', 'gpu', 'device', 'gpu.name', 'accelerator'],
  user: ['user', 'username'],
  python: ['python', 'python_version', 'python.version'],
  packages: ['packages', 'requirements', 'pip'],
  client: ['client', 'client.version', 'plateau', 'client_version'],
} as const
type Fact = keyof typeof names

const isList = (value: SettingValue): value is Extract<SettingValue, readonly unknown[]> => Array.isArray(value)

/** Lists of texts read as one line. */
const asText = (value: SettingValue, between = ', '): string =>
  isList(value) && value.every((entry) => typeof entry === 'string') ? value.join(between) : plain(value)
const plain = (value: SettingValue): string => (typeof value === 'string' ? value : showSetting(value))

/** A word of a command line as a shell reads it. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/**
 * Takes an environment apart. What the origin says counts where the environment does not say it.
 * @param environment flattened, any keys; null before anything was said. @param known what is said first, under labels of its own.
 */
export function sourceFacts(
  environment: FlatConfig | null,
  originFacts: Readonly<Record<string, string>>,
  known: readonly (readonly [label: string, text: string])[] = [],
): SourceFacts {
  const rest = new Map<string, SettingValue>()
  for (const [key, value] of Object.entries(originFacts)) rest.set(key, value)
  for (const key of Object.keys(environment ?? {})) rest.set(key, environment?.[key] ?? null)
  const keys = new Map([...rest.keys()].map((key) => [key.toLowerCase(), key]))
  const take = (fact: Fact): SettingValue | undefined => {
    for (const name of names[fact]) {
      const key = keys.get(name)
      const value = key === undefined ? undefined : rest.get(key)
      if (key === undefined || value === undefined || value === null || value === '') continue
      rest.delete(key)
      return value
    }
    return undefined
  }
  const text = (fact: Fact): string | null => {
    const value = take(fact)
    return value === undefined ? null : asText(value)
  }
  const given = take('command')
  const command =
    given === undefined
      ? null
      : isList(given)
        ? given.map((word) => shellWord(typeof word === 'string' ? word : JSON.stringify(word))).join(' ')
        : plain(given)
  const facts: SourceFact[] = known.map(([label, words]) => ({ label, text: words, isMono: true }))
  const say = (label: string, words: string | null, isMono = true) => {
    if (words !== null && words !== '') facts.push({ label, text: words, isMono })
  }
  const branch = text('branch')
  const commit = text('commit')
  say('git commit', commit === null ? branch : `${shortHash(commit)}${branch === null ? '' : ` on ${branch}`}`)
  say('remote', text('remote'))
  const patch = text('patch')
  const dirty = take('dirty')
  say('patch', patch !== null ? patchWords(patch) : dirty === false ? 'none, tree was clean' : null, false)
  const host = text('host')
  const devices = text('devices')
  say('machine', [host, devices].filter((one) => one !== null).join(', '))
  say('user', text('user'))
  say('folder', text('folder'))
  say('Python', text('python'))
  const packages = packagesOf(take('packages'), rest)
  say('client', text('client'))
  return { command, facts, packages, rest: recordOf(rest) }
}

/** Commits are known by their first letters. */
const shortHash = (commit: string): string => (/^[0-9a-f]{12,}$/i.test(commit) ? commit.slice(0, 7) : commit)

/** "2 files, +38 -6": of a unified diff. */
export function patchWords(patch: string): string {
  const lines = patch.split('\n')
  const files = lines.filter((line) => line.startsWith('+++ ')).length
  if (files === 0) return `${lines.length} lines`
  const added = lines.filter((line) => line.startsWith('+') && !line.startsWith('+++ ')).length
  const removed = lines.filter((line) => line.startsWith('-') && !line.startsWith('--- ')).length
  return `${countOf(files, 'file')} +${added} -${removed}`
}

/** A list of texts (`torch==2.4.1`), or keys below `packages.`: then they leave the rest. */
function packagesOf(list: SettingValue | undefined, rest: Map<string, SettingValue>): string[] {
  if (list !== undefined) {
    const words = isList(list)
      ? list.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)))
      : plain(list).split(/[\n,]+/)
    return words.map((word) => word.trim().replace('==', ' ')).filter((word) => word !== '')
  }
  const found: string[] = []
  for (const [key, value] of [...rest]) {
    const match = /^(?:packages|pip|requirements)\.(.+)$/i.exec(key)
    if (match === null) continue
    found.push(`${match[1] ?? ''} ${plain(value)}`)
    rest.delete(key)
  }
  return found
}

const recordOf = (entries: Iterable<readonly [string, SettingValue]>): FlatConfig => {
  const record = Object.create(null) as Record<string, SettingValue>
  for (const [key, value] of entries) record[key] = value
  return record
}

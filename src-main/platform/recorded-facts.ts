/** What is kept of where a program runs: commit, differences, packages, machine. Python is not asked for it. */
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cpus, hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ProgramEnvironment } from '../contract/programs'
import type { JsonObject } from '../protocol/config'

/** Characters of a patch that are kept with the run. */
export const longestDiff = 200_000
const gitMilliseconds = 10_000

/** What git prints; null where it is not there, the folder is none of its, or it takes too long. */
function git(folder: string, parameters: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      'git',
      // What a repository configures to be run (a monitor, a textual diff) is not.
      ['-c', 'core.fsmonitor=false', '--no-optional-locks', ...parameters],
      {
        cwd: folder,
        timeout: gitMilliseconds,
        maxBuffer: 64_000_000,
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
      },
      (error, text) => resolve(error === null ? text : null),
    )
  })
}

export type GitFacts = {
  readonly commit: string
  readonly branch: string | null
  readonly remote: string | null
  readonly changedFiles: number
}

/** Null where the folder is in no repository that has a commit. */
export async function readGitFacts(folder: string): Promise<GitFacts | null> {
  const commit = (await git(folder, ['rev-parse', 'HEAD']))?.trim()
  if (commit === undefined) return null
  const [branch, remote, status] = await Promise.all([
    git(folder, ['rev-parse', '--abbrev-ref', 'HEAD']),
    git(folder, ['config', '--get', 'remote.origin.url']),
    git(folder, ['status', '--porcelain', '--untracked-files=no']),
  ])
  return {
    commit,
    branch: branch === null || branch.trim() === 'HEAD' ? null : branch.trim(),
    remote: remote === null ? null : withoutPassword(remote.trim()),
    changedFiles: (status ?? '').split('\n').filter((line) => line !== '').length,
  }
}

/** An address may have a password in it. */
const withoutPassword = (address: string): string => address.replace(/^(\w+:\/\/)[^/@]*@/, '$1')

/** Uncommitted changes as a patch; null where there are none. */
async function readDiff(folder: string): Promise<string | null> {
  const diff = await git(folder, ['diff', '--no-ext-diff', '--no-textconv', 'HEAD'])
  if (diff === null || diff === '') return null
  return diff.length <= longestDiff
    ? diff
    : `${diff.slice(0, longestDiff)}\n[${diff.length - longestDiff} more characters were left out]\n`
}

/** Packages of an environment, by the folders in which their metadata lie: `name==version`, sorted. Empty where there are none. */
export function listPackages(environment: ProgramEnvironment): string[] {
  if (environment.kind === 'system') return []
  const libraries =
    process.platform === 'win32'
      ? [join(environment.path, 'Lib', 'site-packages')]
      : namesIn(join(environment.path, 'lib'))
          .filter((name) => /^python3(?:\.\d+)?$/.test(name))
          .map((name) => join(environment.path, 'lib', name, 'site-packages'))
  const found = libraries.flatMap(namesIn).flatMap((name) => {
    const [, packageName, version] = /^(.+)-([^-]+)\.dist-info$/.exec(name) ?? []
    return packageName === undefined || version === undefined ? [] : [`${packageName.replaceAll('_', '-')}==${version}`]
  })
  return [...new Set(found)].sort((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // No such folder.
    return []
  }
}

type RecordedOf = {
  readonly command: readonly string[]
  readonly folder: string
  readonly environment: ProgramEnvironment
}

/** Everything that is kept, as a run's environment. */
export async function recordFacts({ command, folder, environment }: RecordedOf): Promise<JsonObject> {
  const facts = await readGitFacts(folder)
  const diff = facts !== null && facts.changedFiles > 0 ? await readDiff(folder) : null
  const packages = listPackages(environment)
  return {
    command: [...command],
    folder,
    host: hostname(),
    user: userName(),
    processors: cpus().length,
    ...(environment.kind === 'system' ? {} : { python: environment.path }),
    ...(facts === null
      ? {}
      : {
          git: {
            commit: facts.commit,
            branch: facts.branch,
            remote: facts.remote,
            dirty: facts.changedFiles > 0,
            ...(diff === null ? {} : { diff }),
          },
        }),
    ...(packages.length === 0 ? {} : { packages }),
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user without a name, as in some containers.
    return ''
  }
}

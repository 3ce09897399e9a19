/** What stands in the way of starting a program: looked for before it is started, each with what would put it right. */
import { basename, delimiter, isAbsolute, join, relative } from 'node:path'
import { shortPath } from '../../../platform/paths.mjs'
import { commandFolders } from '../../../platform/surroundings'
import { statOf } from '../../../platform/unread-file'
import { walkFolders } from '../../../platform/walk-folders'
import type { FoundEnvironment, Program, ProgramProblem, ProgramValues } from '../../../contract/programs'
import { quoteCommand, readCommand } from '../../../model/programs/command'
import { checkValues } from '../../../model/programs/parameters'
import { readPattern } from '../../../model/programs/line-patterns'
import { visibleLine } from '../../../contract/text'
import { findCommand, findEnvironments } from './environments'

const isFolder = (path: string): boolean => statOf(path)?.isDirectory() === true
const isFile = (path: string): boolean => statOf(path)?.isFile() === true
const python = /^python(?:\d(?:\.\d+)?)?$/

/** As much of a command or a path as a sentence has room for. */
const named = (text: string): string => visibleLine(text.length > 80 ? `${text.slice(0, 40)}…${text.slice(-36)}` : text)

/** Problems of a program and of each of the values, the first of each field. */
export async function checkProgram(program: Program, values: readonly ProgramValues[]): Promise<ProgramProblem[]> {
  const problems: ProgramProblem[] = []
  const add = (field: string, message: string, fix: ProgramProblem['fix'] = null) => {
    if (!problems.some((known) => known.field === field)) problems.push({ field, message, fix })
  }
  const hasFolder = isAbsolute(program.folder) && isFolder(program.folder)
  if (!hasFolder) add('folder', `There is no folder ${named(shortPath(program.folder))} any more.`)
  if (program.environment.kind !== 'system' && !isFolder(commandFolders(program.environment)[0] ?? '')) {
    const [found] = await findEnvironments(program.folder)
    add(
      'environment',
      `${named(basename(program.environment.path))} was removed.${found ? ` ${describeFound(found)}` : ''}`,
      fixOf(found),
    )
  }
  const read = readCommand(program.command)
  if (!read.ok) add('command', read.message)
  else {
    const problem = hasFolder
      ? checkWords(
          program,
          read.words.map(({ text }) => text),
        )
      : null
    if (problem !== null) add('command', problem.message, problem.fix)
    if (program.parameters.length > 0 && !read.words.some(({ isPlace }) => isPlace))
      add('command', 'Values need a place: write {parameters} where they belong.')
  }
  for (const pattern of program.results.source === 'lines' ? program.results.patterns : []) {
    const parsed = readPattern(pattern)
    if (!parsed.ok) add('results', parsed.message)
  }
  for (const chosen of values)
    for (const { name, message } of checkValues(program.parameters, chosen)) add(`values.${name}`, message)
  return problems
}

const describeFound = ({ environment, name, python: version }: FoundEnvironment): string =>
  environment.kind === 'system'
    ? `The system has ${version === null ? 'no Python' : `Python ${version}`}.`
    : `The environment ${name} has Python ${version ?? 'of an unknown version'}.`

const fixOf = (found: FoundEnvironment | undefined): ProgramProblem['fix'] =>
  found === undefined ? null : { label: `Use ${found.name}`, change: { environment: found.environment } }

/** The program itself, and of an interpreter its script. */
function checkWords(program: Program, words: readonly string[]): Pick<ProgramProblem, 'message' | 'fix'> | null {
  const [first = '', second = ''] = words
  const useInstead = (from: string, to: string) => ({
    label: `Use ${to}`,
    change: { command: program.command.replace(from, quoteCommand([to])) },
  })
  if (first.includes('/') || (process.platform === 'win32' && first.includes('\\'))) {
    if (!isFile(isAbsolute(first) ? first : join(program.folder, first))) return missingFile(program, first, useInstead)
  } else {
    const path = [...commandFolders(program.environment), process.env.PATH ?? ''].join(delimiter)
    if (findCommand(first, path) === null) {
      const other = first === 'python' && findCommand('python3', path) !== null ? 'python3' : null
      return { message: `There is no command ${named(first)}.`, fix: other === null ? null : useInstead(first, other) }
    }
  }
  const isScript = python.test(basename(first)) || ['sh', 'bash', 'node'].includes(basename(first))
  if (!isScript || second === '' || second.startsWith('-') || second.startsWith('{')) return null
  return isFile(isAbsolute(second) ? second : join(program.folder, second))
    ? null
    : missingFile(program, second, useInstead)
}

function missingFile(
  program: Program,
  name: string,
  useInstead: (from: string, to: string) => NonNullable<ProgramProblem['fix']>,
): Pick<ProgramProblem, 'message' | 'fix'> {
  const elsewhere = findNamed(program.folder, basename(name))
  return {
    message: `There is no ${named(name)} in ${named(shortPath(program.folder))} any more.`,
    fix: elsewhere === null ? null : useInstead(name, elsewhere),
  }
}

const mostLookedAt = 2_000
/** A file of this name in the folders below, the highest first; null where there is none among the first few thousand. */
function findNamed(folder: string, name: string): string | null {
  for (const { folder: at, entries } of walkFolders(folder, mostLookedAt))
    if (entries.some((entry) => entry.isFile() && entry.name === name)) return relative(folder, join(at, name))
  return null
}

/** What the documentation says of the command line, read from its grammar. */
import type { Command, Option } from 'commander'
import { defaultPreferences, preferencesSchema, type PreferenceKey } from '@contract/preferences'
import { choicesOf, preferenceText } from '../../../src-main/hosts/cli/commands/settings'
import { createProgram, exitCodesHelp } from '../../../src-main/hosts/cli/program'
import { code, sentence, table } from './table'

/** The whole grammar, with the flags that commands add only where they are asked for. */
const programOf = (): Promise<Command> =>
  createProgram(
    ['train', 'reproduce', 'continue', 'figure'],
    () => Promise.resolve(),
    () => undefined,
  )

/** Commands that do something by themselves, with the words before them. */
function commandsOf(parent: Command, prefix = ''): { readonly name: string; readonly command: Command }[] {
  return parent.commands.flatMap((command) => {
    const name = `${prefix}${command.name()}`
    return [{ name, command }, ...commandsOf(command, `${name} `)]
  })
}

/** `RUN...` for what must be given, `[RUN...]` for what may be. */
function argumentsOf(command: Command): string {
  return command.registeredArguments
    .map((argument) => {
      const name =
        argument
          .name()
          .replace(/^runs$/, 'run')
          .toUpperCase() + (argument.variadic ? '...' : '')
      return argument.required ? name : `[${name}]`
    })
    .join(' ')
}

export async function commandTable(): Promise<string> {
  const program = await programOf()
  return table(
    ['Command', 'What it does'],
    commandsOf(program).map(({ name, command }) => [
      code([name, argumentsOf(command)].filter(Boolean).join(' ')),
      sentence(command.description()),
    ]),
  )
}

const flagTable = (options: readonly Option[]): string =>
  table(
    ['Flag', 'What it does'],
    options.map(({ flags, description, mandatory }) => [code(flags), description + (mandatory ? ' (required)' : '')]),
  )

/** Said once for all commands. */
const isEverywhere = ({ long }: Option): boolean => long === '--json'

/** Flags that are a command's own. `train` and `figure` have so many that tables of their own have them. */
export async function allFlags(): Promise<string> {
  const program = await programOf()
  return commandsOf(program)
    .map(({ name, command }) => ({ name, own: command.options.filter((option) => !isEverywhere(option)) }))
    .filter(({ name, own }) => name !== 'train' && name !== 'figure' && own.length > 0)
    .map(({ name, own }) => `### ${code(name)}\n\n${flagTable(own)}`)
    .join('\n\n')
}

export async function globalFlags(): Promise<string> {
  return flagTable((await programOf()).options)
}

/** @throws RangeError where the grammar has no such command */
function commandNamed(program: Command, name: string): Command {
  const command = program.commands.find((candidate) => candidate.name() === name)
  if (command === undefined) throw new RangeError(`There is no command ${name}.`)
  return command
}

export async function figureFlags(): Promise<string> {
  return flagTable(commandNamed(await programOf(), 'figure').options)
}

/** Flags of `train` that are no settings: which runs, in which order, and how the command behaves. */
export async function launchFlags(settingFlags: ReadonlySet<string>): Promise<string> {
  const { options } = commandNamed(await programOf(), 'train')
  return flagTable(options.filter(({ long }) => !settingFlags.has((long ?? '').replace(/^--no-/, '--'))))
}

/** The lines of the help, as a table. @throws RangeError where it has none */
export function exitCodes(): string {
  const rows = [...exitCodesHelp.matchAll(/^ +(\d+) +(.+)$/gm)].map(([, number = '', words = '']) => [
    number,
    sentence(words),
  ])
  if (rows.length === 0) throw new RangeError('The help names no exit codes.')
  return table(['Code', 'Meaning'], rows)
}

/** Settings of a home, as `settings` lists them, with what they are before anybody changes them. */
export function homeSettings(): string {
  const keys = Object.keys(preferencesSchema.shape) as PreferenceKey[]
  return table(
    ['Setting', 'Takes', 'Default', 'What it does'],
    keys.map((key) => [
      code(key),
      choicesOf(key).map(code).join(', '),
      code(preferenceText(defaultPreferences[key])),
      homeSettingWords[key],
    ]),
  )
}

/** The command line has no words of its own for them. */
const homeSettingWords: Readonly<Record<PreferenceKey, string>> = {
  theme: 'Colours of the window.',
  concurrency: 'How many runs train at the same time. `default` picks a number for this machine.',
  threadsPerRun: 'Threads for each new run. `default` shares the cores. A resumed run keeps its number.',
  queueAfterRestart: 'Whether runs that were waiting when Plateau quit start by themselves, or wait for you.',
  whenWindowCloses: 'What happens to runs started from a window when it closes: ask, keep training, or stop.',
  notifyWhenRunEnds: 'A notification when a run ends while the window is out of sight.',
  systemMetrics: 'Record CPU, memory and images per second of every run.',
  keepCheckpoints:
    "What to keep of a completed run: the best epoch's weights, also the last epoch's, also those of up to twelve epochs between them, or the last full checkpoint (with optimizer state) beside the best weights.",
}

/**
 * The command line, read: its commands are declared in `grammar/`, by area. What each command does lies in `commands/`, loaded when it is asked for.
 */
import { Command, CommanderError } from 'commander'
import { PlateauError } from '@contract/errors'
import { asSentence } from '../error-text'
import { appVersion } from '../../platform/app-version'
import { addArchitectureCommands } from './grammar/architectures'
import { addDataCommands } from './grammar/data'
import { addExportCommand, addFigureCommands, addReportCommand } from './grammar/exports'
import { addHistoryCommands } from './grammar/history'
import { addHomeCommands } from './grammar/home'
import { addPredictCommand } from './grammar/models'
import { addProgramCommands, addRunCommand } from './grammar/programs'
import { addProjectCommands } from './grammar/projects'
import { addQueueCommands } from './grammar/queue'
import type { Act } from './grammar/shared'
import { addTrainingCommands } from './grammar/train'
import type { Session } from './session'

/** Printed below every command's help. */
export const exitCodesHelp = `
Exit codes:
  0    done
  1    a run failed, diverged, was interrupted or cancelled; a verified run differs; or the command failed
  2    invalid input, explained in one line
  130  stopped by Ctrl-C; finished epochs are kept`

/**
 * Reads the parameters and runs the command.
 * @param openSession is called with the value of `--home` once the grammar is satisfied
 * @param write takes what the grammar itself prints to standard output: help and version
 * @returns the exit code
 * @throws PlateauError `invalid-input` with one sentence for whatever the grammar does not allow
 */
export async function runProgram(
  parameters: readonly string[],
  openSession: (home: string | undefined) => Session,
  write: (text: string) => void,
): Promise<number> {
  let exitCode = 0
  const act: Act = async (run) => {
    exitCode = await run(openSession(program.opts<{ home?: string }>().home))
  }
  const program = await createProgram(parameters, act, write)
  try {
    await program.parseAsync([...parameters], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version are asked for, and come as errors of exit code 0.
    if (error.exitCode === 0) return 0
    if (error.code === 'commander.help') {
      const names = program.commands.map((command) => command.name())
      throw new PlateauError('invalid-input', `Give a command: ${names.join(', ')}; see plateau --help.`)
    }
    throw new PlateauError('invalid-input', grammarSentence(error.message), { cause: error })
  }
  return exitCode
}

/** `parameters` tell whether flags of settings are needed, as making them loads the whole schema. */
export async function createProgram(
  parameters: readonly string[],
  act: Act,
  write: (text: string) => void,
): Promise<Command> {
  const program = new Command('plateau')
  program
    .description('Train, record and compare neural-network experiments on your own machine.')
    .option('--home <dir>', 'folder that holds the run history (default: one per user)')
    .version(appVersion, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('afterAll', exitCodesHelp)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
  await addTrainingCommands(program, parameters, act)
  addArchitectureCommands(program, act)
  addRunCommand(program, act)
  addProgramCommands(program, act)
  addDataCommands(program, act)
  addHistoryCommands(program, act)
  addPredictCommand(program, act)
  addExportCommand(program, act)
  await addFigureCommands(program, parameters, act)
  addReportCommand(program, act)
  addProjectCommands(program, act)
  addQueueCommands(program, act)
  addHomeCommands(program, act)
  return program
}

/** Commander's message as one sentence: without its prefix, with its suggestion on the same line. */
export function grammarSentence(message: string): string {
  const plain = message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace('. Expected', ': expected')
  return asSentence(plain.charAt(0).toUpperCase() + plain.slice(1)).replace(/^(.*)\)\.$/, '$1).')
}

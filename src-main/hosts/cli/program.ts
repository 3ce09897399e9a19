/** The command line's grammar. What each command does lies in `commands/`, loaded when it is asked for. */
import { Command, CommanderError } from 'commander'
import { PlateauError } from '@contract/errors'
import { commonMetricKeys } from '@contract/metrics'
import { asSentence } from '../error-text'
import { appVersion } from '../../platform/app-version'
import type { Session } from './session'

/** Printed below every command's help. */
export const exitCodesHelp = `
Exit codes:
  0    done
  1    a run failed, diverged, was interrupted or cancelled, or something went wrong
  2    bad input, said in one line
  130  stopped by Ctrl-C; what was trained is kept`

const jsonHelp = { document: 'print one JSON document', lines: 'print one JSON object a line' } as const

/**
 * Reads the parameters and runs the command.
 * @param openSession is called with the value of `--home` once the grammar is satisfied
 * @returns the exit code
 * @throws PlateauError `invalid-input` with one sentence for whatever the grammar does not allow
 */
export async function runProgram(
  parameters: readonly string[],
  openSession: (home: string | undefined) => Session,
): Promise<number> {
  let exitCode = 0
  const program = await createProgram(parameters, async (run) => {
    exitCode = await run(openSession(program.opts<{ home?: string }>().home))
  })
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

type Act = (run: (session: Session) => Promise<number>) => Promise<void>

/** `parameters` tell whether the flags of `train` are needed, as making them loads the whole schema. */
export async function createProgram(parameters: readonly string[], act: Act): Promise<Command> {
  const program = new Command('plateau')
  program
    .description('Train, keep and compare neural-network experiments on your own machine.')
    .option('--home <dir>', 'folder of the run history (default: one for each user)')
    .version(appVersion, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('afterAll', exitCodesHelp)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })

  const train = program.command('train').description('train one run')
  if (parameters.includes('train')) (await import('./setting-flags')).addSettingFlags(train)
  addTrainingOptions(train).action((options: Record<string, unknown>) =>
    act(async (session) => (await import('./commands/train')).train(session, options)),
  )

  program
    .command('list')
    .description('list the runs, newest first')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await import('./commands/list')).list(session, options)))

  program
    .command('show')
    .description('show one run: settings, results, log')
    .argument('<run>', 'its name or id, or a beginning of either that only it has')
    .option('--json', jsonHelp.document)
    .action((run: string, options: object) =>
      act(async (session) => (await import('./commands/show')).show(session, run, options)),
    )

  program
    .command('compare')
    .description('compare runs on a metric that all of them have')
    .argument('<runs...>', 'names or ids')
    .option('--metric <key>', `${commonMetricKeys.join(', ')} (default: val_mse)`)
    .option('--json', jsonHelp.document)
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('./commands/compare')).compare(session, runs, options)),
    )

  const reproduce = program
    .command('reproduce')
    .description('reproduce the report: two architectures under two losses, and the verdict')
    .option('--quick', '5,000 training images, 20 epochs (the default)')
    .option('--full', '10,000 training images, up to 150 epochs')
    .option('--seeds <n>', 'repetitions, with seeds 1 to n (default: 1)')
    .option('--train-size <n>', 'training images')
  addTrainingOptions(reproduce).action((options: object) =>
    act(async (session) => (await import('./commands/reproduce')).reproduce(session, options)),
  )

  program
    .command('stop')
    .description('stop runs after the batch under way; what they trained is kept')
    .argument('<runs...>', 'names or ids')
    .option('--json', jsonHelp.document)
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('./commands/stop')).stop(session, runs, options)),
    )

  program
    .command('doctor')
    .description('say what was found on this machine, and what mends the rest')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await import('./commands/doctor')).doctor(session, options)))

  program
    .command('export')
    .description('write runs and their epochs as CSV or JSON')
    .argument('<runs...>', 'names or ids')
    .option('--format <csv|json>', 'csv: one row per run and epoch (default: csv)')
    .option('-o, --output <file>', 'write to a file in place of standard output')
    .option('--force', 'replace the file when it is there')
    .option('--json', 'as --format json; with -o, say in JSON what was written')
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('./commands/export')).exportRuns(session, runs, options)),
    )
  return program
}

function addTrainingOptions(command: Command): Command {
  return command.option('--detach', 'leave it to the core and return at once').option('--json', jsonHelp.lines)
}

/** Commander's message as one sentence: without its prefix, with its suggestion on the same line. */
export function grammarSentence(message: string): string {
  const plain = message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace('. Expected', ': expected')
  return asSentence(plain.charAt(0).toUpperCase() + plain.slice(1)).replace(/^(.*)\)\.$/, '$1).')
}

/** The command line's grammar. What each command does lies in `commands/`, loaded when it is asked for. */
import { Command, CommanderError } from 'commander'
import { PlateauError } from '@contract/errors'
import { commonMetricKeys } from '@contract/metrics'
import { resultSources } from '@contract/programs'
import { reportTemplates } from '@contract/report'
import { asSentence } from '../error-text'
import { appVersion } from '../../platform/app-version'
import { addProjectOption, projectHelp } from './projects'
import type { Session } from './session'

/** Printed below every command's help. */
export const exitCodesHelp = `
Exit codes:
  0    done
  1    a run failed, diverged, was interrupted or cancelled; a verified run differs; or the command failed
  2    invalid input, explained in one line
  130  stopped by Ctrl-C; finished epochs are kept`

const runHelp = 'run name or id, or an unambiguous prefix of either'
const runsHelp = 'run names or ids'
const jsonHelp = { document: 'print one JSON document', lines: 'print one JSON object per line' } as const

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

type Act = (run: (session: Session) => Promise<number>) => Promise<void>

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
  addProgramCommands(program, act)
  addHistoryCommands(program, act)
  await addExportCommands(program, parameters, act)
  addReportCommand(program, act)
  addProjectCommands(program, act)
  addQueueCommands(program, act)
  addHomeCommands(program, act)
  return program
}

/** Commands that train and wait for it. */
async function addTrainingCommands(program: Command, parameters: readonly string[], act: Act): Promise<void> {
  const isAsked = (...names: string[]) => names.some((name) => parameters.includes(name))
  const gridFlags = isAsked('train', 'reproduce') ? await import('./grid-flags') : null

  const train = program.command('train').description('train a run, or a grid of runs')
  gridFlags?.addGridFlags(train)
  gridFlags?.addLaunchFlags(train)
  addProjectOption(train, 'launch')
  addFollowOptions(train).action((options: Record<string, unknown>) =>
    act(async (session) => (await import('./commands/train')).train(session, options)),
  )

  const reproduce = program
    .command('reproduce')
    .description('reproduce the original report: two architectures, two losses, and a verdict')
    .option('--quick', '5,000 training images, 20 epochs (the default)')
    .option('--full', '10,000 training images, up to 150 epochs')
    .option('--seeds <n>', 'repeat with seeds 1 to n (default: 1)')
    .option('--train-size <n>', 'number of training images')
  gridFlags?.addLaunchFlags(reproduce)
  addProjectOption(reproduce, 'launch')
  addFollowOptions(reproduce).action((options: object) =>
    act(async (session) => (await import('./commands/reproduce')).reproduce(session, options)),
  )

  const resume = program
    .command('resume')
    .description('resume interrupted, stopped or failed runs from their last checkpoints')
    .argument('<runs...>', runsHelp)
  addFollowOptions(addProjectOption(resume, 'search')).action((runs: string[], options: object) =>
    act(async (session) => (await import('./commands/resume')).resume(session, runs, options)),
  )

  const continueRun = program
    .command('continue')
    .description('train a finished run for more epochs')
    .argument('<run>', runHelp)
  if (isAsked('continue')) (await import('./commands/continue')).addContinueFlags(continueRun)
  addFollowOptions(addProjectOption(continueRun, 'search')).action((run: string, options: Record<string, unknown>) =>
    act(async (session) => (await import('./commands/continue')).continueRun(session, run, options)),
  )

  const verify = program
    .command('verify')
    .description('train a run again from its recorded settings and check that the result is identical to the last bit')
    .argument('<run>', runHelp)
  addFollowOptions(addProjectOption(verify, 'search')).action((run: string, options: object) =>
    act(async (session) => (await import('./commands/verify')).verify(session, run, options)),
  )
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]
const parameterHelp = 'a setting of the run; repeat for more'

/** Programs of a person's own. */
function addProgramCommands(program: Command, act: Act): void {
  program
    .command('run')
    .description(
      'run any command as a run: its output is passed through, values in it are recorded, its exit code is passed on',
    )
    .usage('[options] -- <command...>')
    .argument('<command...>', 'the command, behind --; {parameters} in it stands for the settings as --name value')
    .option('--project <name>', projectHelp.launch)
    .option('--name <name>', 'name of the run')
    .option('--param <name=value>', parameterHelp, collect)
    .option(
      '--pattern <text>',
      'how to read a printed line, such as "epoch {step} loss {loss}"; repeat for more',
      collect,
    )
    .option(`--results <${resultSources.join('|')}>`, 'where values come from (default: lines)')
    .option(
      '--results-folder <folder>',
      'with --results tensorboard: below which its files are (default: where it runs)',
    )
    .option('--stop-on <metric>', 'stop when this metric no longer changes')
    .option('--patience <n>', 'with --stop-on: quiet steps in a row before it stops (default: 3)')
    .option('--min-delta <n>', 'with --stop-on: largest change that still counts as quiet (default: 0.001)')
    .action((words: string[], options: object) =>
      act(async (session) => (await import('./commands/run')).runCommand(session, words, options)),
    )

  const load = () => import('./commands/programs')
  const programs = program
    .command('programs')
    .description('list saved programs; subcommands add, start and remove them')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await load()).listPrograms(session, options)))
  programs
    .command('add')
    .description('add a program that a JSON file describes, or change the one of its name')
    .argument('<file>', 'JSON file, described in docs/programs.md')
    .option('--json', jsonHelp.document)
    .action((file: string, _options: object, command: Command) =>
      act(async (session) => (await load()).addProgram(session, file, command.optsWithGlobals())),
    )
  programs
    .command('start')
    .description('queue runs of a saved program, in the background')
    .argument('<program>', 'its name or id')
    .option('--project <name>', projectHelp.launch)
    .option(
      '--param <name=value>',
      'a parameter; several values, separated by commas, make a grid; repeat for more',
      collect,
    )
    .option('--seeds <n>', 'repeat with n seeds, counting up from the one that is set')
    .option('--seed-param <name>', 'the parameter that is the seed (default: the one that is called so)')
    .option('--order <seed-by-seed|group-by-group>', 'order in which several runs train (default: seed-by-seed)')
    .option('--place <end|next|held>', 'place in the queue: at its end, at its start, or paused (default: end)')
    .option('--yes', 'do not ask before launching many runs')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).startProgram(session, name, command.optsWithGlobals())),
    )
  programs
    .command('read')
    .description(
      'read the parameters of a Python script from its argparse, which runs its imports, or from a JSON Schema',
    )
    .argument('<program>', 'its name or id')
    .option('--schema <file>', 'file with a JSON Schema, read in place of the script')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).readProgram(session, name, command.optsWithGlobals())),
    )
  programs
    .command('remove')
    .description('remove a program; its runs stay')
    .argument('<program>', 'its name or id')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).removeProgram(session, name, command.optsWithGlobals())),
    )
}

/** Commands that read the history, and `stop`. */
function addHistoryCommands(program: Command, act: Act): void {
  addProjectOption(program.command('list').description('list runs, newest first'), 'list')
    .option('--columns <keys>', 'show these settings and series, such as optimizer.lr,val/accuracy')
    .option('--group-by <key>', 'group by this setting, such as optimizer.lr')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await import('./commands/list')).list(session, options)))

  addProjectOption(
    program
      .command('show')
      .description('show one run: settings, results, checkpoints and log')
      .argument('<run>', runHelp),
    'search',
  )
    .option('--json', jsonHelp.document)
    .action((run: string, options: object) =>
      act(async (session) => (await import('./commands/show')).show(session, run, options)),
    )

  addProjectOption(
    program
      .command('log')
      .description('log values into a run, from an argument or JSON lines on standard input')
      .argument('<run>', runHelp)
      .argument('[json]', 'an object such as \'{"loss": 0.31}\'; JSON lines on standard input without'),
    'search',
  )
    .option('--step <n>', 'step of the first values (default: the next one)')
    .option('--new', 'begin a run with this name')
    .option('--finish', 'end the run as completed afterwards')
    .option('--json', jsonHelp.document)
    .action((run: string, json: string | undefined, options: object) =>
      act(async (session) => (await import('./commands/log')).log(session, run, json, options)),
    )

  addProjectOption(
    program.command('compare').description('compare runs on a metric they all have').argument('[runs...]', runsHelp),
    'all',
  )
    .option('--metric <key>', `any series with a direction, such as ${commonMetricKeys.join(', ')} (default: val_mse)`)
    .option('--rows <setting>', 'group by this setting, such as architecture (default), learningRate or optimizer.lr')
    .option('--columns <setting>', 'then group by this setting (default: loss)')
    .option(
      '--include-unfinished',
      'include stopped, failed, diverged, interrupted and still-training runs in means and intervals',
    )
    .option('--json', jsonHelp.document)
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('./commands/compare')).compare(session, runs, options)),
    )

  addProjectOption(
    program
      .command('stop')
      .description(
        'stop runs and cancel waiting ones; what they have trained is kept, and those that cannot be stopped are named',
      )
      .argument('<runs...>', runsHelp),
    'search',
  )
    .option('--json', jsonHelp.document)
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('./commands/stop')).stop(session, runs, options)),
    )
}

/** Commands that write files: numbers and figures. */
async function addExportCommands(program: Command, parameters: readonly string[], act: Act): Promise<void> {
  addProjectOption(
    program
      .command('export')
      .description('export runs and their epochs, or every stored point, as CSV, JSON or Parquet')
      .argument('[runs...]', runsHelp),
    'all',
  )
    .option('--format <csv|json|parquet>', 'csv: one row per run and epoch (default: as -o ends, else csv)')
    .option('--points <epochs|all>', 'all: one row for every stored point of every series')
    .option('--series <key,...>', 'every point of these series only; write a comma inside a key as \\,')
    .option('--provenance', 'every point as CSV, with a first line of run ids, config hashes and versions')
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .option('--no-media', 'with -o: without the folder of images, texts, tables and files that the runs logged')
    .option('--force', 'overwrite an existing file')
    .option('--json', 'same as --format json; with -o, report in JSON what was written')
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('./commands/export')).exportRuns(session, runs, options)),
    )

  const figure = program
    .command('figure')
    .description('draw a figure and save it as PDF, SVG, PNG or TikZ, or save its numbers')
    .argument('[runs...]', runsHelp)
    .option('-o, --output <file>', 'file to write; its extension sets the format')
    .option('--force', 'overwrite an existing file')
    .option('--json', jsonHelp.document)
  if (parameters.includes('figure')) (await import('./figure-flags')).addFigureFlags(figure)
  figure.action((runs: string[], options: Record<string, unknown>) =>
    act(async (session) => (await import('./commands/figure')).figure(session, runs, options)),
  )

  program
    .command('figures')
    .description('draw every figure listed in a JSON file')
    .argument('<file>', 'JSON file, described in docs/exporting.md')
    .option('--output <folder>', 'write here instead of the folder named in the file')
    .option('--force', 'overwrite existing files')
    .option('--json', jsonHelp.document)
    .action((file: string, options: object) =>
      act(async (session) => (await import('./commands/figures')).figures(session, file, options)),
    )

  program
    .command('styles')
    .description('list the figure styles')
    .option('--json', jsonHelp.document)
    .action((options: object) =>
      act(async (session) => (await import('./commands/styles')).listStyles(session, options)),
    )
}

/** Reports, to hand on. */
function addReportCommand(program: Command, act: Act): void {
  program
    .command('report')
    .description('export a report: from a template and runs, or one written in the window')
    .argument('[name]', `a template (${reportTemplates.join(', ')}), or the id or title of a report`)
    .argument('[runs...]', `for a template: ${runsHelp}`)
    .option('--template <name>', 'template to fill; every argument is then a run')
    .option('--list', 'list templates and saved reports; with runs, which templates fit them, and why others do not')
    .option(
      '--format <format>',
      'pdf; html: one page that works offline; latex or md: a folder, a .zip, or a file with a folder beside it (default: as -o ends)',
    )
    .option('-o, --output <path>', 'where to write it')
    .option('--metric <key>', 'groups: any metric with a direction to compare on (default: the usual one of the runs)')
    .option(
      '--group-by <keys>',
      'groups: one or two settings to group by, separated by a comma (default: what tells the runs apart)',
    )
    .option('--title <text>', "title to use instead of the template's")
    .option('--style <name>', 'figure style; plateau styles lists them')
    .option('--project <name>', 'look for runs in this project only; with --list, its reports only')
    .option('--keep', 'save the report so that you can edit it in the window')
    .option('--force', 'overwrite existing files')
    .option('--json', jsonHelp.document)
    .action((name: string | undefined, runs: string[], options: object) =>
      act(async (session) => (await import('./commands/report')).report(session, name, runs, options)),
    )
}

/** `projects` by itself lists; its commands change one. */
function addProjectCommands(program: Command, act: Act): void {
  const load = () => import('./commands/projects')
  const projects = program
    .command('projects')
    .description('list projects; subcommands create, rename, annotate, delete and restore them')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await load()).listProjects(session, options)))
  const add = (name: string, description: string) =>
    projects.command(name).description(description).option('--json', jsonHelp.document)
  const projectHelp = 'project name or id, or an unambiguous beginning'
  // `--json` belongs to `projects` too, which takes it before its command can see it.
  const optionsOf = (command: Command): object => command.optsWithGlobals()

  add('create', 'create a project')
    .argument('<name>', 'name of the new project')
    .option('--notes <text>', 'what it is for')
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).createProject(session, name, optionsOf(command))),
    )
  add('rename', 'rename a project; its runs stay as they are')
    .argument('<project>', projectHelp)
    .argument('<name>', 'its new name')
    .action((project: string, name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).renameProject(session, project, name, optionsOf(command))),
    )
  add('notes', 'print or change the notes of a project')
    .argument('<project>', projectHelp)
    .argument('[text]', 'the new notes; an empty text clears them')
    .action((project: string, text: string | undefined, _options: object, command: Command) =>
      act(async (session) => (await load()).projectNotes(session, project, text, optionsOf(command))),
    )
  add('use', 'put new runs into this project from now on')
    .argument('<project>', projectHelp)
    .action((project: string, _options: object, command: Command) =>
      act(async (session) => (await load()).useProject(session, project, optionsOf(command))),
    )
  addProjectOption(add('move', 'move runs to another project').argument('<runs...>', runsHelp), 'search')
    .requiredOption('--to <project>', 'the project, which is created if there is none of this name')
    .action((runs: string[], _options: object, command: Command) =>
      act(async (session) => (await load()).moveRuns(session, runs, optionsOf(command))),
    )
  add('delete', 'move a project without runs to the bin')
    .argument('<project>', projectHelp)
    .option('--with-runs', 'also one with runs, which go to the bin with it')
    .action((project: string, _options: object, command: Command) =>
      act(async (session) => (await load()).deleteProject(session, project, optionsOf(command))),
    )
  add('restore', 'take a project out of the bin, with the runs that went there with it')
    .argument('<project>', projectHelp)
    .action((project: string, _options: object, command: Command) =>
      act(async (session) => (await load()).restoreProject(session, project, optionsOf(command))),
    )
}

/** `queue` by itself lists; its commands change it. */
function addQueueCommands(program: Command, act: Act): void {
  const queue = program
    .command('queue')
    .description('show what is training, waiting and paused; subcommands change the queue')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await import('./commands/queue')).showQueue(session, options)))
  const add = (name: string, description: string) =>
    queue.command(name).description(description).option('--json', jsonHelp.document)
  // `--json` belongs to the queue too, which takes it before its command can see it.
  const optionsOf = (command: Command): object => command.optsWithGlobals()

  add('pause', 'pause the queue: no more runs start, those training continue').action(
    (_options: object, command: Command) =>
      act(async (session) => (await import('./commands/queue')).pauseQueue(session, optionsOf(command))),
  )
  add('resume', 'resume the queue, in the background').action((_options: object, command: Command) =>
    act(async (session) => (await import('./commands/queue')).resumeQueue(session, optionsOf(command))),
  )
  const addForRuns = (name: string, description: string) => addProjectOption(add(name, description), 'search')
  addForRuns('move', 'move a waiting run')
    .argument('<run>', runHelp)
    .option('--before <run>', 'put it before this waiting run')
    .option('--first', 'put it first')
    .option('--last', 'put it last')
    .action((run: string, _options: object, command: Command) =>
      act(async (session) => (await import('./commands/queue')).moveInQueue(session, run, optionsOf(command))),
    )
  addForRuns('hold', 'pause runs: waiting ones at once, running ones after the current batch')
    .argument('<runs...>', runsHelp)
    .action((runs: string[], _options: object, command: Command) =>
      act(async (session) => (await import('./commands/queue')).holdRuns(session, runs, optionsOf(command))),
    )
  addForRuns('release', 'let paused runs train again, in the background')
    .argument('<runs...>', runsHelp)
    .action((runs: string[], _options: object, command: Command) =>
      act(async (session) => (await import('./commands/queue')).releaseRuns(session, runs, optionsOf(command))),
    )
}

/** Commands about the home and the machine. */
function addHomeCommands(program: Command, act: Act): void {
  const settings = program
    .command('settings')
    .description('list the settings of this home folder; set changes one')
    .option('--json', jsonHelp.document)
    .action((options: object) =>
      act(async (session) => (await import('./commands/settings')).listSettings(session, options)),
    )
  settings
    .command('set')
    .description('change a setting')
    .argument('<key>', 'name of the setting, as listed')
    .argument('<value>', 'new value; the list shows what is allowed')
    .option('--json', jsonHelp.document)
    .action((key: string, value: string, _options: object, command: Command) =>
      act(async (session) =>
        (await import('./commands/settings')).setSetting(session, key, value, command.optsWithGlobals()),
      ),
    )

  program
    .command('doctor')
    .description('check this machine and say how to fix what is missing')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await import('./commands/doctor')).doctor(session, options)))
}

function addFollowOptions(command: Command): Command {
  return command.option('--detach', 'train in the background and return at once').option('--json', jsonHelp.lines)
}

/** Commander's message as one sentence: without its prefix, with its suggestion on the same line. */
export function grammarSentence(message: string): string {
  const plain = message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace('. Expected', ': expected')
  return asSentence(plain.charAt(0).toUpperCase() + plain.slice(1)).replace(/^(.*)\)\.$/, '$1).')
}

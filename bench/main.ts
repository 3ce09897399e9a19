/** The benchmarks' command line: one file for each benchmark. `npm run bench -- --help` lists them. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { benchCharts, chartParts, type ChartsOptions } from './charts'
import { benchReports, type ReportsOptions } from './reports'
import { benchClients, type ClientsOptions } from './clients'
import { benchExport, type ExportOptions } from './export'
import { benchFigures, type FiguresOptions } from './figures'
import { benchHistory, historyParts, type HistoryOptions } from './history'
import { benchStart, type StartOptions } from './start'
import { backends } from './trainer-process'
import { benchTraining, type TrainingOptions } from './training'
import { trainingCases } from './training-work'
import { benchTwoRuns, type TwoRunsOptions } from './two-runs'

const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number from 1 on is wanted.')
  return value
}

const positive = (text: string): number => {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('A number above 0 is wanted.')
  return value
}

/** The first value takes the place of the usual ones. */
const collectWhole = (text: string, before: readonly number[] & { isGiven?: true }): readonly number[] => {
  const values = [...(before.isGiven === true ? before : []), whole(text)]
  return Object.assign(values, { isGiven: true as const })
}

const collect = (text: string, before: readonly string[]): string[] => [...before, text]

/** @returns the exit code. */
export async function main(parameters: readonly string[]): Promise<number> {
  const program = new Command('bench').description('Measures Plateau on this machine.')
  const threads = () => new Option('--threads <n>', 'threads of each process').argParser(whole).default(2)
  const output = () => new Option('-o, --output <file>', 'write the figures to a JSON file')
  const repetitions = (usual: number) =>
    new Option('--repetitions <n>', 'how often everything is measured, in turns').argParser(whole).default(usual)
  const trainSize = () => new Option('--train-size <n>', 'training images of an epoch').argParser(whole).default(6400)

  program
    .command('training')
    .description('images/s of training four architectures, beside PyTorch and Keras where a Python with them is given')
    .option('--python <path>', 'a Python with torch or tensorflow; may be given more than once', collect, [])
    .addOption(
      new Option('--only <architectures...>', 'what to measure, instead of all')
        .choices(trainingCases)
        .default(trainingCases, 'all'),
    )
    .addOption(new Option('--backend <name>', 'what Plateau trains on').choices(backends).default('native'))
    .addOption(repetitions(5))
    .addOption(threads())
    .addOption(trainSize())
    .addOption(new Option('--epochs <n>', 'timed epochs, after one that is not').argParser(whole).default(2))
    .addOption(output())
    .action((options: TrainingOptions) => benchTraining(options))
  program
    .command('start')
    .description('seconds from the launch of a run to its first batch, data set and library in the system’s cache')
    .addOption(repetitions(5))
    .addOption(threads())
    .addOption(output())
    .action((options: StartOptions) => benchStart(options))
  program
    .command('report')
    .description('seconds that a report of ten figures takes as PDF, LaTeX, Markdown and HTML')
    .addOption(repetitions(5))
    .addOption(output())
    .action((options: ReportsOptions) => benchReports(options))
  program
    .command('two-runs')
    .description('images/s of two runs at once, one thread each, against one run with two threads')
    .addOption(repetitions(5))
    .addOption(trainSize())
    .addOption(output())
    .action((options: TwoRunsOptions) => benchTwoRuns(options))
  program
    .command('charts')
    .description('workspace and charts in Chromium: many runs, hover and zoom, live runs, one long run, beside others')
    .addOption(new Option('--only <parts...>', 'what to measure, instead of all').choices(chartParts))
    .addOption(repetitions(5))
    .addOption(new Option('--runs <n>', 'runs of the large history').argParser(whole).default(1_000))
    .addOption(new Option('--epochs <n>', 'epochs of each of them').argParser(whole).default(1_000))
    .addOption(new Option('--points <n>', 'points of the long run').argParser(whole).default(10_000_000))
    .addOption(new Option('--minutes <n>', 'how long live runs are watched').argParser(positive).default(1))
    .option('--python <path>', 'a Python with tensorboard or mlflow; may be given more than once', collect, [])
    .addOption(new Option('--peer-runs <n>', 'runs that are opened beside others').argParser(whole).default(50))
    .addOption(new Option('--peer-epochs <n>', 'epochs of each of them').argParser(whole).default(1_000))
    .addOption(output())
    .action((options: ChartsOptions) => benchCharts(options))
  program
    .command('figures')
    .description('a panel of many runs as PDF, SVG and PNG, from the request to the bytes of the file')
    .addOption(repetitions(5))
    .addOption(new Option('--runs <n>', 'runs of the panel').argParser(whole).default(50))
    .addOption(new Option('--epochs <n>', 'epochs of each of them').argParser(whole).default(300))
    .addOption(output())
    .action((options: FiguresOptions) => benchFigures(options))
  program
    .command('history')
    .description(
      'very many runs: list, queries, the workspace and Runs, sort, filter and group, memory, and bytes a value',
    )
    .addOption(new Option('--only <parts...>', 'what to measure, instead of all').choices(historyParts))
    .addOption(repetitions(5))
    .addOption(
      new Option('--runs <n...>', 'runs of each history')
        .argParser(collectWhole)
        .default([1_000, 10_000], '1000 and 10000'),
    )
    .addOption(new Option('--series <n>', 'series of each run').argParser(whole).default(20))
    .addOption(new Option('--epochs <n>', 'epochs of each run').argParser(whole).default(20))
    .addOption(new Option('--points <n>', 'points of the series by step').argParser(whole).default(1_000_000))
    .option('--keep <folder>', 'keep the homes, as FOLDER-RUNS, for use by hand')
    .option('--kept <folder>', 'measure copies of homes that were kept there before, instead of writing others')
    .addOption(output())
    .action((options: HistoryOptions) => benchHistory(options))
  program
    .command('clients')
    .description('microseconds a call of log from Python, beside other trackers, and points that SIGKILL loses')
    .option('--python <path>', 'a Python with wandb, torch, mlflow...; may be given more than once', collect, [])
    .addOption(repetitions(3))
    .addOption(
      new Option('--kills <n>', 'processes ended by SIGKILL, for each tracker and pace').argParser(Number).default(5),
    )
    .addOption(output())
    .action((options: ClientsOptions) => benchClients(options))
  program
    .command('export')
    .description('points of one series into a file, as CSV, JSON and Parquet: time, memory, and what others wait')
    .addOption(repetitions(5))
    .addOption(new Option('--points <n>', 'points of the series').argParser(whole).default(1_000_000))
    .addOption(output())
    .action((options: ExportOptions) => benchExport(options))
  try {
    await program.parseAsync([...parameters], { from: 'user' })
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

/** The benchmarks' command line: one file for each benchmark. `npm run bench -- --help` lists them. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { benchStart, type StartOptions } from './start'
import { backends } from './trainer-process'
import { benchTraining, type TrainingOptions } from './training'
import { benchTwoRuns, type TwoRunsOptions } from './two-runs'

const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number from 1 on is wanted.')
  return value
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
    .description('images/s of training both architectures, beside PyTorch and Keras where a Python with them is given')
    .option('--python <path>', 'a Python with torch or tensorflow; may be given more than once', collect, [])
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
    .command('two-runs')
    .description('images/s of two runs at once, one thread each, against one run with two threads')
    .addOption(repetitions(5))
    .addOption(trainSize())
    .addOption(output())
    .action((options: TwoRunsOptions) => benchTwoRuns(options))
  try {
    await program.parseAsync([...parameters], { from: 'user' })
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

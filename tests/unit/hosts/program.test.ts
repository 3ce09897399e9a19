import { describe, expect, it } from 'vitest'
import { createProgram, exitCodesHelp, runProgram } from '../../../src-main/hosts/cli/program'
import { describeError } from '../../../src-main/hosts/error-text'

/** What standard error would say, with the exit code, for a command line that the grammar refuses. */
async function refusalOf(...parameters: string[]) {
  try {
    await runProgram(
      parameters,
      () => {
        throw new Error('The grammar let it through.')
      },
      () => undefined,
    )
  } catch (error) {
    return describeError(error)
  }
  throw new Error('The command line was accepted.')
}

const commands =
  'train, reproduce, resume, continue, verify, architectures, run, programs, data, list, show, log, compare, importance, stop, predict, export, figure, figures, styles, report, projects, queue, settings, doctor'.split(
    ', ',
  )
const giveACommand = `Give a command: ${commands.join(', ')}; see plateau --help.`

describe('the grammar of the command line', () => {
  it.each([
    [[], giveACommand],
    [['--home', '/tmp/x'], giveACommand],
    [['lst'], "Unknown command 'lst' (Did you mean list?)."],
    [['list', '--jsn'], "Unknown option '--jsn' (Did you mean --json?)."],
    [['train', '--epoch', '3'], "Unknown option '--epoch' (Did you mean --epochs?)."],
    [['train', '--epochs'], "Option '--epochs <n>' argument missing."],
    [['train', 'now'], "Too many arguments for 'train': expected 0 arguments but got 1: now."],
    [['show'], "Missing required argument 'run'."],
    [['stop'], "Missing required argument 'runs'."],
    [['resume'], "Missing required argument 'runs'."],
    [['continue', 'calm-bay-1'], "Required option '--epochs <n>' not specified."],
    [['verify'], "Missing required argument 'run'."],
    [['queue', 'puase'], "Too many arguments for 'queue': expected 0 arguments but got 1: puase."],
    [['queue', 'move'], "Missing required argument 'run'."],
    [['queue', 'hold'], "Missing required argument 'runs'."],
    [['settings', 'set', 'theme'], "Missing required argument 'value'."],
    [['--home'], "Option '--home <dir>' argument missing."],
  ])('%j is refused in one sentence with code 2', async (parameters, sentence) => {
    expect(await refusalOf(...parameters)).toEqual({ text: sentence, exitCode: 2 })
  })

  it('has the commands of the documentation, each with help and --json', async () => {
    const program = await createProgram(
      [],
      () => Promise.resolve(),
      () => undefined,
    )
    const names = program.commands.map((command) => command.name())
    expect(names).toEqual(commands)
    for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
      expect(command.description()).not.toBe('')
      // What `run` prints is the command's own.
      if (command.name() !== 'run') expect(command.options.map(({ long }) => long)).toContain('--json')
    }
  })

  it('documents the exit codes', () => {
    for (const code of ['0', '1', '2', '130']) expect(exitCodesHelp).toMatch(new RegExp(`^  ${code} `, 'm'))
  })
})

/** Grammar of the commands that read runs, log into them and stop them. */
import type { Command } from 'commander'
import { commonMetricKeys } from '@contract/metrics'
import { addProjectOption, whereHelp } from '../projects'
import { type Act, jsonHelp, runHelp, runsHelp } from './shared'

/** Commands that read the history, those that log into it, and `stop`, in the order in which help lists them. */
export function addHistoryCommands(program: Command, act: Act): void {
  addListAndShow(program, act)
  addLog(program, act)
  addCompare(program, act)
  addImportance(program, act)
  addStop(program, act)
}

function addListAndShow(program: Command, act: Act): void {
  addProjectOption(program.command('list').description('list runs, newest first'), 'list')
    .option('--where <query>', whereHelp)
    .option('--columns <keys>', 'show these settings and series, such as optimizer.lr,val/accuracy')
    .option('--group-by <key>', 'group by this setting, such as optimizer.lr')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await import('../commands/list')).list(session, options)))

  addProjectOption(
    program
      .command('show')
      .description('show one run: settings, results, checkpoints and log')
      .argument('<run>', runHelp),
    'search',
  )
    .option('--json', jsonHelp.document)
    .action((run: string, options: object) =>
      act(async (session) => (await import('../commands/show')).show(session, run, options)),
    )
}

function addLog(program: Command, act: Act): void {
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
      act(async (session) => (await import('../commands/log')).log(session, run, json, options)),
    )
}

function addCompare(program: Command, act: Act): void {
  addProjectOption(
    program.command('compare').description('compare runs on a metric they all have').argument('[runs...]', runsHelp),
    'all',
  )
    .option('--where <query>', whereHelp)
    .option('--metric <key>', `any series with a direction, such as ${commonMetricKeys.join(', ')} (default: val_mse)`)
    .option('--rows <setting>', 'group by this setting, such as architecture (default), learningRate or optimizer.lr')
    .option('--columns <setting>', 'then group by this setting (default: loss)')
    .option(
      '--include-unfinished',
      'include stopped, failed, diverged, interrupted and still-training runs in means and intervals',
    )
    .option('--json', jsonHelp.document)
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('../commands/compare')).compare(session, runs, options)),
    )
}

function addImportance(program: Command, act: Act): void {
  addProjectOption(
    program
      .command('importance')
      .description('which settings mattered for a metric, over 20 runs or more')
      .argument('[runs...]', `${runsHelp}; all without`),
    'all',
  )
    .option('--where <query>', whereHelp)
    .option('--metric <key>', `any series, such as ${commonMetricKeys.join(', ')} (default: val_mse)`)
    .option('--value <value>', 'best or last value of each run (default: best)')
    .option('--json', jsonHelp.document)
    .action((runs: string[], options: object) =>
      act(async (session) => (await import('../commands/importance')).importance(session, runs, options)),
    )
}

function addStop(program: Command, act: Act): void {
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
      act(async (session) => (await import('../commands/stop')).stop(session, runs, options)),
    )
}

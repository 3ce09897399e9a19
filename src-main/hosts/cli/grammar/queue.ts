/** Grammar of `queue` and its commands. */
import type { Command } from 'commander'
import { addProjectOption } from '../projects'
import { type Act, jsonHelp, optionsOf, runHelp, runsHelp } from './shared'

/** `queue` by itself lists; its commands change it. */
export function addQueueCommands(program: Command, act: Act): void {
  const queue = program
    .command('queue')
    .description('show what is training, waiting and paused; subcommands change the queue')
    .option('--json', jsonHelp.document)
    .action((options: object) =>
      act(async (session) => (await import('../commands/queue')).showQueue(session, options)),
    )
  const add = (name: string, description: string) =>
    queue.command(name).description(description).option('--json', jsonHelp.document)

  add('pause', 'pause the queue: no more runs start, those training continue').action(
    (_options: object, command: Command) =>
      act(async (session) => (await import('../commands/queue')).pauseQueue(session, optionsOf(command))),
  )
  add('resume', 'resume the queue, in the background').action((_options: object, command: Command) =>
    act(async (session) => (await import('../commands/queue')).resumeQueue(session, optionsOf(command))),
  )
  const addForRuns = (name: string, description: string) => addProjectOption(add(name, description), 'search')
  addForRuns('move', 'move a waiting run')
    .argument('<run>', runHelp)
    .option('--before <run>', 'put it before this waiting run')
    .option('--first', 'put it first')
    .option('--last', 'put it last')
    .action((run: string, _options: object, command: Command) =>
      act(async (session) => (await import('../commands/queue')).moveInQueue(session, run, optionsOf(command))),
    )
  addForRuns('hold', 'pause runs: waiting ones at once, running ones after the current batch')
    .argument('<runs...>', runsHelp)
    .action((runs: string[], _options: object, command: Command) =>
      act(async (session) => (await import('../commands/queue')).holdRuns(session, runs, optionsOf(command))),
    )
  addForRuns('release', 'let paused runs train again, in the background')
    .argument('<runs...>', runsHelp)
    .action((runs: string[], _options: object, command: Command) =>
      act(async (session) => (await import('../commands/queue')).releaseRuns(session, runs, optionsOf(command))),
    )
}

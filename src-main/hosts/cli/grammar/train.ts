/** Grammar of the commands that train and wait for it. */
import type { Command } from 'commander'
import { addProjectOption } from '../projects'
import { addWeightsFlags } from '../weights-flags'
import { type Act, addFollowOptions, runHelp, runsHelp } from './shared'

/** Commands that train and wait for it. */
export async function addTrainingCommands(program: Command, parameters: readonly string[], act: Act): Promise<void> {
  const isAsked = (...names: string[]) => names.some((name) => parameters.includes(name))
  const gridFlags = isAsked('train', 'reproduce') ? await import('../grid-flags') : null

  const train = program.command('train').description('train a run, or a grid of runs')
  gridFlags?.addGridFlags(train)
  gridFlags?.addLaunchFlags(train)
  addWeightsFlags(train)
  addProjectOption(train, 'launch')
  addFollowOptions(train).action((options: Record<string, unknown>) =>
    act(async (session) => (await import('../commands/train')).train(session, options)),
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
    act(async (session) => (await import('../commands/reproduce')).reproduce(session, options)),
  )

  const resume = program
    .command('resume')
    .description('resume interrupted, stopped or failed runs from their last checkpoints')
    .argument('<runs...>', runsHelp)
  addFollowOptions(addProjectOption(resume, 'search')).action((runs: string[], options: object) =>
    act(async (session) => (await import('../commands/resume')).resume(session, runs, options)),
  )

  const continueRun = program
    .command('continue')
    .description('train a finished run for more epochs')
    .argument('<run>', runHelp)
  if (isAsked('continue')) (await import('../commands/continue')).addContinueFlags(continueRun)
  addFollowOptions(addProjectOption(continueRun, 'search')).action((run: string, options: Record<string, unknown>) =>
    act(async (session) => (await import('../commands/continue')).continueRun(session, run, options)),
  )

  const verify = program
    .command('verify')
    .description('train a run again from its recorded settings and check that the result is identical to the last bit')
    .argument('<run>', runHelp)
  addFollowOptions(addProjectOption(verify, 'search')).action((run: string, options: object) =>
    act(async (session) => (await import('../commands/verify')).verify(session, run, options)),
  )
}

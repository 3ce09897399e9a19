/** Grammar of a person's own programs: `run`, and `programs` with its commands. */
import type { Command } from 'commander'
import { resultSources } from '@contract/programs'
import { projectHelp } from '../projects'
import { type Act, collect, jsonHelp, optionsOf } from './shared'

/** `run`: a command, as a run. */
export function addRunCommand(program: Command, act: Act): void {
  program
    .command('run')
    .description(
      'run any command as a run: its output is passed through, values in it are recorded, its exit code is passed on',
    )
    .usage('[options] -- <command...>')
    .argument('<command...>', 'the command, behind --; {parameters} in it stands for the settings as --name value')
    .option('--project <name>', projectHelp.launch)
    .option('--name <name>', 'name of the run')
    .option('--param <name=value>', 'a setting of the run; repeat for more', collect)
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
      act(async (session) => (await import('../commands/run')).runCommand(session, words, options)),
    )
}

/** `programs` by itself lists those that are saved; its commands change and start them. */
export function addProgramCommands(program: Command, act: Act): void {
  const load = () => import('../commands/programs')
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
      act(async (session) => (await load()).addProgram(session, file, optionsOf(command))),
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
    .option('--seed-param <name>', 'the parameter that is the seed (default: the one named seed or random_seed)')
    .option('--order <seed-by-seed|group-by-group>', 'order in which several runs train (default: seed-by-seed)')
    .option('--place <end|next|held>', 'place in the queue: at its end, at its start, or paused (default: end)')
    .option('--yes', 'do not ask before launching many runs')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).startProgram(session, name, optionsOf(command))),
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
      act(async (session) => (await load()).readProgram(session, name, optionsOf(command))),
    )
  programs
    .command('remove')
    .description('remove a program; its runs stay')
    .argument('<program>', 'its name or id')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).removeProgram(session, name, optionsOf(command))),
    )
}

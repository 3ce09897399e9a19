/** Grammar of `architectures` and its commands. */
import type { Command } from 'commander'
import { type Act, jsonHelp, optionsOf } from './shared'

/** `architectures` by itself lists; its commands look at one. */
export function addArchitectureCommands(program: Command, act: Act): void {
  const load = () => import('../commands/architectures')
  const withData = (command: Command) =>
    command
      .option('--task <task>', 'for runs of this task')
      .option('--targets <text>', 'for runs with these targets')
      .option('--json', jsonHelp.document)
  const architectures = withData(
    program.command('architectures').description('list architectures; subcommands show, check, save and delete one'),
  ).action((options: object) => act(async (session) => (await load()).listArchitectures(session, options)))

  withData(architectures.command('show').description('show the layers of an architecture, their shapes and parameters'))
    .argument('<architecture>', 'a built-in or saved one, or a file of JSON')
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).showArchitecture(session, name, optionsOf(command))),
    )
  withData(architectures.command('check').description('say every mistake in a file of an architecture'))
    .argument('<file>', 'a file of JSON')
    .action((file: string, _options: object, command: Command) =>
      act(async (session) => (await load()).checkArchitecture(session, file, optionsOf(command))),
    )
  architectures
    .command('save')
    .description('keep the architecture of a file under its name; one of that name is replaced')
    .argument('<file>', 'a file of JSON')
    .option('--json', jsonHelp.document)
    .action((file: string, _options: object, command: Command) =>
      act(async (session) => (await load()).saveArchitecture(session, file, optionsOf(command))),
    )
  architectures
    .command('delete')
    .description('delete a saved architecture; runs keep their layers')
    .argument('<name>', 'its name')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).removeArchitecture(session, name, optionsOf(command))),
    )
  architectures
    .command('schema')
    .description('print the JSON Schema of such a file')
    .option('--json', jsonHelp.document)
    .action(() => act(async (session) => (await load()).printSchema(session)))
}

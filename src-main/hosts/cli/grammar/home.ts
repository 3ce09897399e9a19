/** Grammar of the commands about the home and the machine. */
import type { Command } from 'commander'
import { type Act, jsonHelp, optionsOf } from './shared'

/** Settings of the home, and the state of the machine. */
export function addHomeCommands(program: Command, act: Act): void {
  const settings = program
    .command('settings')
    .description('list the settings of this home folder; set changes one')
    .option('--json', jsonHelp.document)
    .action((options: object) =>
      act(async (session) => (await import('../commands/settings')).listSettings(session, options)),
    )
  settings
    .command('set')
    .description('change a setting')
    .argument('<key>', 'name of the setting, as listed')
    .argument('<value>', 'new value; the list shows what is allowed')
    .option('--json', jsonHelp.document)
    .action((key: string, value: string, _options: object, command: Command) =>
      act(async (session) =>
        (await import('../commands/settings')).setSetting(session, key, value, optionsOf(command)),
      ),
    )

  program
    .command('doctor')
    .description('check this machine and say how to fix what is missing')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await import('../commands/doctor')).doctor(session, options)))
}

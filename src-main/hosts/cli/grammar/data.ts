/** Grammar of `data` and its commands. */
import type { Command } from 'commander'
import { defaultDataOptions, fits } from '@contract/data-requests'
import { type Act, jsonHelp, optionsOf } from './shared'

/** `data` by itself lists; its commands prepare, show and remove one. */
export function addDataCommands(program: Command, act: Act): void {
  const load = () => import('../commands/data')
  const usual = defaultDataOptions
  const data = program
    .command('data')
    .description('list data sets of your own; subcommands prepare one of a folder of images, show and remove one')
    .option('--json', jsonHelp.document)
    .action((options: object) => act(async (session) => (await load()).listDataSets(session, options)))
  data
    .command('list')
    .description('list data sets of your own')
    .option('--json', jsonHelp.document)
    .action((_options: object, command: Command) =>
      act(async (session) => (await load()).listDataSets(session, optionsOf(command))),
    )
  data
    .command('add')
    .description(
      'prepare a folder of PNG, JPEG and WebP images, or those that a CSV names, for training; files stay as they are',
    )
    .argument(
      '<path>',
      'a folder for each class, perhaps in train and validation; inputs and targets; images without classes; a CSV with a row for each image; the files of MNIST; or a NumPy archive',
    )
    .requiredOption('--name <name>', 'what to call it')
    .option('--size <n>', `side of the squares that images become, in pixels (default: ${usual.size})`)
    .option(
      `--fit <${fits.join('|')}>`,
      `take the middle of an image, all of it with black beside it, or all of it out of proportion (default: ${usual.fit})`,
    )
    .option('--grey', 'one channel in place of three')
    .option('--grey-targets', 'one channel in place of three for targets that are files')
    .option(
      '--validation-share <share>',
      `share of each class for validation, where nothing else says (default: ${usual.validationShare})`,
    )
    .option('--split-seed <n>', `selects the images for validation (default: ${usual.splitSeed})`)
    .option('--file-column <name>', 'column of a CSV that names files (default: as such columns are usually called)')
    .option('--target-column <name>', 'column of a CSV with the class of an image, or the file that it is to become')
    .option('--split-column <name>', 'column of a CSV that says train or validation')
    .option('--replace', 'give a name that is taken to the new data')
    .option('--json', jsonHelp.document)
    .action((folder: string, _options: object, command: Command) =>
      act(async (session) => (await load()).addDataSet(session, folder, optionsOf(command))),
    )
  data
    .command('show')
    .description('show a data set: its classes, and the files that were skipped')
    .argument('<name>', 'its name')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).showDataSet(session, name, optionsOf(command))),
    )
  data
    .command('remove')
    .description('remove a data set; its folder and its runs stay, but the runs can no longer be resumed')
    .argument('<name>', 'its name')
    .option('--json', jsonHelp.document)
    .action((name: string, _options: object, command: Command) =>
      act(async (session) => (await load()).removeDataSet(session, name, optionsOf(command))),
    )
}

/** Grammar of the commands that use what a run has learnt. */
import type { Command } from 'commander'
import { addProjectOption } from '../projects'
import { type Act, jsonHelp, runHelp } from './shared'

export const checkpointHelp = 'weights of the best epoch, or of one whose checkpoint was kept: best or its number'

/** `predict`: images through a run's network. */
export function addPredictCommand(program: Command, act: Act): void {
  addProjectOption(
    program
      .command('predict')
      .description("run images through a run's network: output images, or classes with their probabilities")
      .argument('<run>', runHelp)
      .argument('<files...>', 'images: PNG, JPEG or WebP'),
    'search',
  )
    .option('--checkpoint <epoch>', checkpointHelp, 'best')
    .option('-o, --output <folder>', 'write output images here (default: the working directory)')
    .option('--force', 'overwrite existing files')
    .option('--json', jsonHelp.document)
    .action((run: string, files: string[], options: object) =>
      act(async (session) => (await import('../commands/predict')).predict(session, run, files, options)),
    )
}

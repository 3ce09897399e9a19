/** Where a program's values come from, in words: of the form, the dialog that asks before it is saved, and the command line. */
import type { ResultSource } from '../../contract/programs'

export const resultSourceWords: Readonly<Record<ResultSource, { readonly label: string; readonly help: string }>> = {
  lines: { label: 'Printed lines', help: 'Values are read from what it prints.' },
  client: { label: "Plateau's client", help: 'The program imports plateau and logs by it.' },
  wandb: { label: 'W&B calls', help: 'The program imports wandb, and gets Plateau in its place.' },
  tensorboard: {
    label: 'TensorBoard files',
    help: 'Scalars, texts, images and histograms of the event files that it writes below a folder.',
  },
}

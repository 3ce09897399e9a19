/** What each source of a program's results is called, and what it asks of the program: in the form, and in the dialog that asks before it is saved. */
import type { ResultSource } from '../../contract/programs'

type SourceWords = {
  readonly label: string
  /** One sentence. */
  readonly help: string
  /** It reads files, below a folder that can be named. */
  readonly hasFolder?: boolean
}

export const resultSourceWords: Readonly<Record<ResultSource, SourceWords>> = {
  client: { label: 'Plateau’s client', help: 'It calls Plateau’s client, in Python or Node' },
  wandb: { label: 'W&B calls', help: 'It imports Plateau’s client in place of wandb' },
  tensorboard: { label: 'TensorBoard files', help: 'Event files are followed while it writes them', hasFolder: true },
  lines: { label: 'Printed lines', help: 'What it prints is read line by line' },
}

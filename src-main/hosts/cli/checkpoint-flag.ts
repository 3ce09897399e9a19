/** `--checkpoint`: the epoch whose weights are meant. */
import { PlateauError } from '@contract/errors'

/** @returns undefined for the best. @throws PlateauError `invalid-input` */
export function readCheckpointFlag(text = 'best'): number | undefined {
  if (text === 'best') return undefined
  const epoch = Number(/^(?:epoch )?(\d{1,9})$/.exec(text)?.[1] ?? 0)
  if (epoch >= 1) return epoch
  throw new PlateauError('invalid-input', `--checkpoint is best or the number of an epoch, not ${text}.`)
}

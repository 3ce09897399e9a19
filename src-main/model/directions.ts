/** Which way a series gets better (records.md 2): chosen, said by its author, known to Plateau, or told by the words of its name. */
import { metricCatalogue, type MetricKey } from '../contract/metrics'

export type Direction = 'lower' | 'higher' | 'none'

/** Directions by key, as chosen in a project or said by authors. */
export type Directions = Readonly<Record<string, Direction>>

const lowerWords: ReadonlySet<string> = new Set('loss error mse mae rmse perplexity wer cer fid regret'.split(' '))
const higherWords: ReadonlySet<string> = new Set(
  'acc accuracy auc f1 precision recall psnr ssim iou map bleu rouge r2 reward return score'.split(' '),
)

/** The words of a name: between separators, and where small letters turn into a capital one (`valLoss`, `HTTPError`). */
export function wordsOfKey(key: string): string[] {
  return key
    .replaceAll(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1 ')
    .replaceAll(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
    .split(/[\s_\-./]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/**
 * The direction of a key, first that there is: one that was chosen, the catalogue's, that of the last word of its name that has one
 * (`loss/accuracy` is an accuracy).
 */
export function directionOf(key: string, chosen: Directions = {}): Direction {
  if (Object.hasOwn(chosen, key)) return chosen[key] ?? 'none'
  if (Object.hasOwn(metricCatalogue, key)) return metricCatalogue[key as MetricKey].direction
  const word = wordsOfKey(key).findLast((one) => lowerWords.has(one) || higherWords.has(one))
  if (word === undefined) return 'none'
  return lowerWords.has(word) ? 'lower' : 'higher'
}

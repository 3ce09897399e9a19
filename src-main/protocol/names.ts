/** What the words of a series' name say of it, where nobody says more (records: "Direction"). */

export type Direction = 'lower' | 'higher' | 'none'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const lower = words('loss error mse mae rmse perplexity wer cer fid regret')
const higher = words('acc accuracy auc f1 precision recall psnr ssim iou map bleu rouge r2 reward return score')

/** The words of a name in small letters: between separators, and where small letters turn into a capital one (`valLoss`, `HTTPError`). */
export function wordsOfName(name: string): string[] {
  return name
    .split(/[\s_\-./]+/u)
    .filter((part) => part !== '')
    .flatMap((part) => {
      const parts = part
        .replaceAll(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1 ')
        .replaceAll(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
        .split(' ')
      // `mAP` and `R2Score` are words as a whole, too.
      return (parts.length === 1 ? [part] : [part, ...parts]).map((word) => word.toLowerCase())
    })
}

/** Which way a series with this name gets better: the last of its words that says so (`loss/accuracy` is an accuracy). */
export function directionOfName(name: string): Direction {
  const word = wordsOfName(name).findLast((one) => lower.has(one) || higher.has(one))
  if (word === undefined) return 'none'
  return lower.has(word) ? 'lower' : 'higher'
}

/** Whether a name says that its values are a run's own loss, whose scale depends on which loss that is. */
export const isNameOfLoss = (name: string): boolean =>
  wordsOfName(name).findLast((one) => lower.has(one) || higher.has(one)) === 'loss'

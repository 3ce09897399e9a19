/** The verdict of a verification in words. */
import { environmentName } from '@contract/run'
import type { Verification } from '@contract/verification'
import { countOf } from '@panels/words/format'

/** The first line: what the run that was trained anew shows so far. Values in full, as they differ in their last digits. */
export function describeVerification({
  result,
  epochsCompared,
  epochsToCompare,
  firstDifference,
}: Verification): string {
  switch (result) {
    case 'same':
      return `All ${countOf(epochsCompared, 'epoch')} are identical to the last bit.`
    case 'differs': {
      if (firstDifference === null) return 'It differs.'
      const { epoch, key, expected, found } = firstDifference
      return `It differs from epoch ${epoch}: ${key} is ${found} and was ${expected}.`
    }
    case 'incomplete':
      return `It ended after ${epochsCompared} of ${countOf(epochsToCompare, 'epoch')}; all of them are identical.`
    case 'running':
      return epochsCompared === 0
        ? `${countOf(epochsToCompare, 'epoch')} to compare.`
        : `${epochsCompared} of ${countOf(epochsToCompare, 'epoch')} compared, all identical.`
  }
}

/** "Trained in a different environment: threads, TensorFlow version. The last digits may differ." */
export function describeEnvironment(keys: readonly string[]): string {
  return `Trained in a different environment: ${keys.map(environmentName).join(', ')}. The last digits may differ.`
}

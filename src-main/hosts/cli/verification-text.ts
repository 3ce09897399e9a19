/** What training a run anew has shown, in words. */
import type { RunSummary } from '@contract/run'
import type { Verification } from '@contract/verification'
import { plural } from '../format'

type Named = Pick<RunSummary, 'name'>

/** The verdict, and what may explain it where the numbers differ. @param anew the verifying run. */
export function verificationText(anew: Named, original: Named, verification: Verification): string {
  const { result, epochsCompared, epochsToCompare, firstDifference, environment } = verification
  const again = `${anew.name}, trained again from the record of ${original.name}`
  const compared = plural(epochsCompared, 'epoch')
  const differing =
    environment.length === 0
      ? 'Both were trained in the same environment.'
      : `The environments differ in ${environment.join(', ')}.`
  switch (result) {
    case 'same':
      return [
        `Identical to the last bit over ${compared}: ${again}.`,
        ...(environment.length === 0 ? [] : [differing]),
      ].join('\n')
    case 'differs': {
      const where =
        firstDifference === null
          ? ''
          : `\nFirst difference in epoch ${firstDifference.epoch}, ${firstDifference.key}: ${String(firstDifference.expected)} recorded, ${String(firstDifference.found)} found.`
      return `Not identical: ${again}.${where}\n${differing}${environment.length === 0 ? '' : ' That can change the last digits.'}`
    }
    case 'incomplete':
      return `Not verified: ${again}, ended after ${compared} of ${epochsToCompare}, all identical.`
    case 'running':
      return `Not verified yet: ${again}, has ${compared} of ${epochsToCompare}, all identical so far.`
  }
}

/** Where an estimate of time comes from, in words that follow "Time is". */
import { estimateBases, type EstimateBasis } from '@contract/plan'

const basisWords: Readonly<Record<EstimateBasis, string>> = {
  measured: 'based on runs measured here',
  extrapolated: 'extrapolated from runs of other sizes, so it may be well off',
  reference: "based on another machine's speed until a similar run has been measured here",
}

/** “partly extrapolated from ...”: the weakest of several plans' bases, as a sum is known no better than its worst part. */
export function describeBasis(plans: readonly { readonly basis: EstimateBasis }[]): string {
  const weakest = estimateBases.findLast((basis) => plans.some((plan) => plan.basis === basis)) ?? 'reference'
  const isMixed = plans.some(({ basis }) => basis !== weakest)
  return `${isMixed ? 'partly ' : ''}${basisWords[weakest]}`
}

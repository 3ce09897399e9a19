/** Where an estimate of time comes from, in words that follow "Time is". */
import { estimateBases, type EstimateBasis } from '@contract/api'

const basisWords: Readonly<Record<EstimateBasis, string>> = {
  measured: 'worked out from runs measured here',
  extrapolated: 'extrapolated from runs of other sizes here, so it may be well off',
  reference: "worked out from another machine's speed until a run like it was measured here",
}

/** “in part extrapolated from ...”: the weakest of several plans' bases, as a sum is known no better than its worst part. */
export function describeBasis(plans: readonly { readonly basis: EstimateBasis }[]): string {
  const weakest = estimateBases.findLast((basis) => plans.some((plan) => plan.basis === basis)) ?? 'reference'
  const isMixed = plans.some(({ basis }) => basis !== weakest)
  return `${isMixed ? 'in part ' : ''}${basisWords[weakest]}`
}

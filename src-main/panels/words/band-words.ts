/** Bands over seeds, in words. */
import type { BandKind } from '@contract/workspace'

/** In a control. */
export const bandWords: Readonly<Record<BandKind, string>> = {
  'min-max': 'Minimum to maximum',
  deviation: 'Standard deviation',
  error: 'Standard error',
  confidence: '95% interval of the mean',
  none: 'None',
}

/** Below the plots, in the middle of a sentence. */
export const bandSentences: Readonly<Record<BandKind, string>> = {
  'min-max': 'bands reach from minimum to maximum',
  deviation: 'bands are one sample deviation to each side',
  error: 'bands are one standard error of the mean to each side',
  confidence: 'bands are the 95% interval of the mean',
  none: 'without a band',
}

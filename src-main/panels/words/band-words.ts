/** Bands over seeds, in words. */
import type { BandKind, GroupLine } from '@contract/workspace'

/** In a control. */
export const bandWords: Readonly<Record<BandKind, string>> = {
  'min-max': 'Minimum to maximum',
  deviation: 'Standard deviation',
  error: 'Standard error',
  confidence: '95% interval of the mean',
  none: 'None',
}

/** What stands for a group, in a control. */
export const groupLineWords: Readonly<Record<GroupLine, string>> = { mean: 'Mean', median: 'Median' }

/** Below the plots, in the middle of a sentence. */
export const bandSentences: Readonly<Record<BandKind, string>> = {
  'min-max': 'bands show minimum to maximum',
  deviation: 'bands show one standard deviation on each side',
  error: 'bands show one standard error of the mean on each side',
  confidence: 'bands show the 95% interval of the mean',
  none: 'without bands',
}

/** The losses and their gradients as figures. */
import { errorLossKinds, givenDrawnParameters } from '@recipes/registry/losses'
import type { DrawnLosses } from '@panels/losses/panels'
import type { FigureOffer } from '../../state/figures.svelte'

/**
 * Null when no loss is chosen.
 * @param run whose measured errors lie behind the losses; null where there are none
 */
export function lossesFigure(form: 'loss' | 'gradient', shown: DrawnLosses, run: string | null): FigureOffer | null {
  const losses = errorLossKinds.filter((kind) => shown.kinds.has(kind))
  if (losses.length === 0) return null
  return {
    source: {
      kind: 'losses',
      form,
      losses,
      ...givenDrawnParameters(shown),
      run: form === 'loss' ? run : null,
    },
    name: form === 'loss' ? 'Losses' : 'Gradients of losses',
    note: '',
  }
}

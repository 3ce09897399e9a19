/** The grid that the page of losses offers: one run's settings with three betas. */
import type { RunSummary } from '@contract/run'
import { lossParameterKeys } from '@recipes/registry/losses'
import { cloneBeta } from '@panels/losses/losses'
import type { GridStart } from '../../state/router.svelte'
import { startFrom, without } from '../grid/grid-draft'

/** A run's settings with three betas: the usual, the chosen, and one well below. */
export function threeBetas({ name, config }: RunSummary, beta: number): GridStart {
  const chosen = cloneBeta(beta)
  const start = startFrom(`${name}, three betas`, { ...without(config, lossParameterKeys), loss: 'smooth-l1' })
  const lower = Number((chosen / 5).toPrecision(2))
  return { ...start, axes: [...start.axes, { key: 'beta', values: [1, chosen, lower] }] }
}

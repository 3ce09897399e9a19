/** torch.optim.lr_scheduler.OneCycleLR with its usual divisors and cosines, the momentum left as it is. Source: Smith and Topin 2018, arXiv:1708.07120. */
import { aboveZero } from '../above-zero'
import { defineSchedule } from '../schedule'
import { always } from '../setting'

declare module '../schedule' {
  interface Schedules {
    'one-cycle': { readonly riseFraction: number }
  }
}

/** The first rate is the highest over this, the last one is the first over that. */
const divisors = { first: 25, last: 1e4 } as const

/** From one value to another along half a cosine. @param part from 0 to 1 */
const between = (from: number, to: number, part: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * part))

export default defineSchedule({
  kind: 'one-cycle',
  place: 5,
  name: 'one cycle',
  phrase: ({ riseFraction }, show) =>
    `the rate rising along a cosine for ${show(riseFraction * 100)}% of the steps and then falling`,
  formula: {
    text: 'from 1/25 up to 1 and down to 1/250000, each along half a cosine',
    tex: String.raw`\frac{1}{25} \rightarrow 1 \rightarrow \frac{1}{250000}`,
  },
  settings: {
    riseFraction: {
      schema: aboveZero().lt(1),
      default: 0.3,
      label: 'Rise fraction',
      help: 'The fraction of all steps in which the learning rate rises to its full height.',
      plural: 'rise fractions',
      inForce: always,
    },
  },
  takesWarmup: false,
  factor({ step, steps }, { riseFraction }) {
    const top = riseFraction * steps - 1
    const first = 1 / divisors.first
    if (step <= top) return between(first, 1, step / top)
    const rest = steps - 1 - top
    return between(1, first / divisors.last, rest > 0 ? Math.min(1, (step - top) / rest) : 1)
  },
  rule: null,
  fixture: 'schedules/one-cycle.json',
})

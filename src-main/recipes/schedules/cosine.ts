/** torch.optim.lr_scheduler.CosineAnnealingLR over the whole run, stepped after every batch. Source: Loshchilov and Hutter 2017, arXiv:1608.03983. */
import { defineSchedule } from '../schedule'
import { finalFactor } from '../schedule-settings'

declare module '../schedule' {
  interface Schedules {
    cosine: { readonly finalFactor: number }
  }
}

export default defineSchedule({
  kind: 'cosine',
  place: 3,
  name: 'cosine',
  phrase: ({ finalFactor: final }, show) =>
    `the rate falling along a cosine to ${final === 0 ? '0' : `${show(final)} of itself`}`,
  formula: {
    text: 'final + (1 − final) (1 + cos(π k / n)) / 2',
    tex: String.raw`f + (1 - f) \frac{1 + \cos(\pi k / n)}{2}`,
  },
  settings: { finalFactor },
  takesWarmup: true,
  factor: ({ step, steps }, { finalFactor: final }) =>
    final + ((1 - final) * (1 + Math.cos((Math.PI * step) / steps))) / 2,
  rule: null,
  fixture: 'schedules/cosine.json',
})

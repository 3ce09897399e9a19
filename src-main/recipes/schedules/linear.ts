/** torch.optim.lr_scheduler.LinearLR over the whole run, stepped after every batch. */
import { defineSchedule } from '../schedule'
import { finalFactor } from '../schedule-settings'

declare module '../schedule' {
  interface Schedules {
    linear: { readonly finalFactor: number }
  }
}

export default defineSchedule({
  kind: 'linear',
  place: 4,
  name: 'linear',
  phrase: ({ finalFactor: final }, show) =>
    `the rate falling in a line to ${final === 0 ? '0' : `${show(final)} of itself`}`,
  formula: { text: '1 − (1 − final) k / n', tex: String.raw`1 - (1 - f) \frac{k}{n}` },
  settings: { finalFactor },
  takesWarmup: true,
  factor: ({ step, steps }, { finalFactor: final }) => 1 - ((1 - final) * step) / steps,
  rule: null,
  fixture: 'schedules/linear.json',
})

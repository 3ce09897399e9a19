/** One learning rate from beginning to end. */
import { defineSchedule, type NoScheduleSettings } from '../schedule'

declare module '../schedule' {
  interface Schedules {
    constant: NoScheduleSettings
  }
}

export default defineSchedule({
  kind: 'constant',
  place: 1,
  name: 'constant',
  phrase: () => null,
  formula: { text: '1', tex: '1' },
  settings: {},
  takesWarmup: true,
  factor: () => 1,
  rule: null,
  fixture: 'schedules/constant.json',
})

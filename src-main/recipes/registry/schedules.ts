/** Every schedule of the learning rate, as the files of `schedules/` define them. */
import type {
  ScheduleKind,
  ScheduleMoment,
  ScheduleRecipe,
  ScheduleSetting,
  ScheduleSettingKey,
  ScheduleSettings,
  ScheduleValues,
} from '../schedule'
import { collect, gather, inWords, mapKeys } from './collect'

const files = import.meta.glob<ScheduleRecipe>('../schedules/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const schedules = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<ScheduleKind, ScheduleRecipe>
>
export const scheduleKinds: readonly ScheduleKind[] = inOrder.map(({ kind }) => kind)

const [first] = scheduleKinds
if (first === undefined) throw new TypeError('There is no schedule.')
/** What a run trains with that does not say: what every run had before there were schedules. */
export const usualSchedule: ScheduleKind = first

const isScheduleKind = (text: unknown): text is ScheduleKind =>
  typeof text === 'string' && Object.hasOwn(schedules, text)

const settings: ReadonlyMap<ScheduleSettingKey, ScheduleSetting> = gather(
  inOrder.map((recipe) => Object.entries(recipe.settings) as [ScheduleSettingKey, ScheduleSetting][]),
)
/** The settings of all schedules, in the order of the form. */
export const scheduleSettingKeys: readonly ScheduleSettingKey[] = [...settings.keys()]

const takersOf = (key: ScheduleSettingKey): ScheduleKind[] =>
  scheduleKinds.filter((kind) => Object.hasOwn(schedules[kind].settings, key))

/** A schedule under which a setting means something; the usual one for any other setting. */
export const scheduleTaking = (key: string): ScheduleKind =>
  settings.has(key as ScheduleSettingKey) ? (takersOf(key as ScheduleSettingKey)[0] ?? usualSchedule) : usualSchedule

/** Whether a setting means anything under a schedule. */
export const scheduleTakes = (key: ScheduleSettingKey, schedule: unknown): boolean =>
  isScheduleKind(schedule) && takersOf(key).includes(schedule)
/** Whether a warm-up may come before a schedule. */
export const takesWarmup = (schedule: unknown): boolean => isScheduleKind(schedule) && schedules[schedule].takesWarmup

/** Why a setting is refused: "belongs to the step and reduce-on-plateau schedules". */
export function scheduleRefusal(key: ScheduleSettingKey): string {
  const takers = takersOf(key)
  return `belongs to the ${inWords(takers)} ${takers.length === 1 ? 'schedule' : 'schedules'}`
}

/** Something for each setting, by its key. */
export const byScheduleSetting = <Value>(
  make: (setting: ScheduleSetting, key: ScheduleSettingKey) => Value,
): Record<ScheduleSettingKey, Value> => mapKeys(settings, make)

const valuesIn = (given: ScheduleSettings): ScheduleValues =>
  byScheduleSetting((setting, key) => given[key] ?? setting.default)

/** When the rate is lowered by what is measured; null under a schedule that only counts. */
export const plateauRule = (given: ScheduleSettings): { patience: number; minDelta: number } | null =>
  schedules[given.schedule].rule?.(valuesIn(given)) ?? null

/** Whether the rate ever changes: what there is a series of. */
export const isScheduled = ({ schedule, warmupEpochs = 0 }: ScheduleSettings): boolean =>
  schedule !== usualSchedule || warmupEpochs > 0

/**
 * What the learning rate is multiplied by before a step: during the warm-up (k + 1) / w of w steps, and then as the schedule has it over the steps
 * that are left.
 */
export function rateFactor(given: ScheduleSettings, moment: ScheduleMoment): number {
  const { step, steps, stepsPerEpoch } = moment
  const recipe = schedules[given.schedule]
  const warmup = recipe.takesWarmup ? Math.min(steps - 1, Math.round((given.warmupEpochs ?? 0) * stepsPerEpoch)) : 0
  if (step < warmup) return (step + 1) / warmup
  return recipe.factor({ ...moment, step: step - warmup, steps: Math.max(1, steps - warmup) }, valuesIn(given))
}

/** "a warm-up of 2 epochs", "the rate falling along a cosine to 0": what a report says. @param show writes numbers */
export function schedulePhrases(given: ScheduleSettings, show: (value: number) => string): string[] {
  const warmup = takesWarmup(given.schedule) ? (given.warmupEpochs ?? 0) : 0
  const phrase = schedules[given.schedule].phrase(valuesIn(given), show)
  return [
    ...(warmup > 0 ? [`a warm-up of ${show(warmup)} ${warmup === 1 ? 'epoch' : 'epochs'}`] : []),
    ...(phrase === null ? [] : [phrase]),
  ]
}

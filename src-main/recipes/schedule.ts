/** What a schedule of the learning rate is made of. Each stands in a file of its own in `schedules/`; the registry finds it there. */
import type { z } from 'zod'
import type { RecipeSetting } from './setting'

/** Every schedule with the settings that it takes: each file adds its own by declaration merging. */
export interface Schedules {}
export type ScheduleKind = keyof Schedules
/** Of a schedule that has no setting of its own. */
export type NoScheduleSettings = object

type KeyOf<Settings> = Settings extends unknown ? keyof Settings : never
/** The settings of all schedules. */
export type ScheduleSettingKey = KeyOf<Schedules[ScheduleKind]>
/** A value for each of them, used or not. */
export type ScheduleValues = Readonly<Record<ScheduleSettingKey, number>>
/** What of a run's settings decides on its rate; a setting that is not given has its default. */
export type ScheduleSettings = {
  readonly schedule: ScheduleKind
  /** Epochs over which the rate rises to where the schedule begins. */
  readonly warmupEpochs?: number | undefined
} & Readonly<Partial<Record<ScheduleSettingKey, number | undefined>>>

export type ScheduleSetting = RecipeSetting<z.ZodNumber>

/** Where a run is, after its warm-up. */
export type ScheduleMoment = {
  /** Steps taken before this one, 0 for the first. */
  readonly step: number
  /** Steps of the whole run, if it trains for all its epochs; at least 1. */
  readonly steps: number
  readonly stepsPerEpoch: number
  /** How often a rule has lowered the rate so far. */
  readonly reductions: number
}

export type ScheduleRecipe<Settings = ScheduleValues> = {
  readonly kind: ScheduleKind
  /** Its place wherever schedules are listed: 1 is the first, and the usual one. */
  readonly place: number
  /** As people write it. */
  readonly name: string
  /** In a report's sentence behind the optimizer; null where nothing is to be said. @param show writes numbers */
  phrase(settings: Settings, show: (value: number) => string): string | null
  /** Of step k of n, e steps an epoch. */
  readonly formula: { readonly text: string; readonly tex: string }
  readonly settings: Readonly<Partial<Record<ScheduleSettingKey, ScheduleSetting>>>
  /** Whether a warm-up may come before it; false where it has a rise of its own. */
  readonly takesWarmup: boolean
  /** What the learning rate is multiplied by. In double precision, from the moment alone: a resumed run has the same. */
  factor(moment: ScheduleMoment, settings: Settings): number
  /** Lowers the rate when the validation loss has stopped changing, by the rule that also stops runs; null where nothing does. */
  readonly rule: ((settings: Settings) => { readonly patience: number; readonly minDelta: number }) | null
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

/** A schedule, held to what its file declares in {@link Schedules}. */
export function defineSchedule<Kind extends ScheduleKind>(
  recipe: Omit<ScheduleRecipe<Record<keyof Schedules[Kind], number>>, 'kind' | 'settings'> & {
    readonly kind: Kind
    readonly settings: { readonly [Key in keyof Schedules[Kind]]: ScheduleSetting }
  },
): ScheduleRecipe {
  return recipe as unknown as ScheduleRecipe
}

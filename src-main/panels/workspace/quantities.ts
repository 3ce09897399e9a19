/** Numbers of runs that scatter, bar and parallel panels are drawn from. */
import { isSettingKey, settingKeys } from '@contract/config'
import type { RunSummary } from '@contract/run'
import { bestValueOf } from '@model/digests'
import { directionOf as directionOfKey, type Direction, type Directions } from '@model/directions'
import { unitOfKey, unitsSaidOf, type Units } from '@model/units'
import { runQuantityNames } from '@contract/settings'
import type { PanelDefinition, Quantity } from '@contract/workspace'
import type { TickUnit } from '@charts/panel'
import { formatCount, formatDuration, formatMetric, formatParameters, showNumber } from '../words/format'
import { settingName } from '@model/grouping'
import { compareValues, configText, noValue } from '../words/config-values'

/** What the marks of a panel are placed by; a panel of lines has none. */
export function quantitiesOf(panel: PanelDefinition): readonly Quantity[] {
  switch (panel.kind) {
    case 'line':
      return []
    case 'scatter':
      return [panel.horizontal, panel.vertical]
    case 'bar':
      return [panel.quantity]
    case 'parallel':
      return panel.axes
  }
}

/** The series that quantities are of, in their order. */
export const seriesOfQuantities = (quantities: readonly Quantity[]): string[] =>
  quantities.flatMap((quantity) => (quantity.kind === 'best' || quantity.kind === 'last' ? [quantity.key] : []))

/** "learning rate", "best val_mse". */
export function quantityLabel(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'config':
      return settingName(quantity.key)
    case 'run':
      return runQuantityNames[quantity.key]
    default:
      return `${quantity.kind} ${quantity.key}`
  }
}

/** The same with what it is measured in, as axes and heads of columns have it. */
export function quantityTitle(quantity: Quantity, units: Units = {}): string {
  const label = quantityLabel(quantity)
  const unit = quantity.kind === 'best' || quantity.kind === 'last' ? unitOfKey(quantity.key, units) : ''
  return unit === '' ? label : `${label}, ${unit}`
}

/** As one word, for a choice among many. */
export const quantityId = (quantity: Quantity): string => `${quantity.kind}:${quantity.key}`

/** The quantity with that word; null when it is none. */
export function quantityOf(id: string): Quantity | null {
  const colon = id.indexOf(':')
  const [kind, key] = [id.slice(0, colon), id.slice(colon + 1)]
  if (kind === 'config' || kind === 'best' || kind === 'last') return { kind, key }
  if (kind === 'run' && Object.hasOwn(runQuantityNames, key)) return { kind, key: key as keyof typeof runQuantityNames }
  return null
}

/** Everything that can be chosen, in groups. */
export function quantityChoices(
  metricKeys: readonly string[],
  configKeys: readonly string[] = settingKeys,
): { value: string; label: string; group: string }[] {
  const choice = (quantity: Quantity, group: string) => ({
    value: quantityId(quantity),
    label: quantityLabel(quantity),
    group,
  })
  return [
    ...metricKeys.map((key) => choice({ kind: 'best', key }, 'Best')),
    ...metricKeys.map((key) => choice({ kind: 'last', key }, 'Last')),
    ...configKeys.map((key) => choice({ kind: 'config', key }, 'Settings')),
    ...(Object.keys(runQuantityNames) as (keyof typeof runQuantityNames)[]).map((key) =>
      choice({ kind: 'run', key }, 'Run'),
    ),
  ]
}

export type QuantityScale = {
  /** NaN for a run that has none. */
  readonly valueOf: (run: RunSummary) => number
  readonly format: (value: number) => string
  /** Of plain numbers unless given. */
  readonly unit?: TickUnit
  /** Values are indices into these where the quantity is no number. */
  readonly choices: readonly string[] | null
  /** Whether a log axis spreads the values better: positive, and over more than a factor of 20. */
  readonly isLog: boolean
  /** Whether the values are positive and span two decades or more, whatever they are of. */
  readonly spansDecades: boolean
}

/** How a quantity reads over these runs. Choices are of all runs, so that they do not move while some are hidden. */
export function scaleOf(quantity: Quantity, runs: readonly RunSummary[]): QuantityScale {
  const valueOf = valuesOn(quantity, runs)
  if (valueOf.choices !== null) {
    const { choices } = valueOf
    return {
      valueOf: valueOf.of,
      format: (value) => choices[Math.round(value)] ?? '',
      choices,
      isLog: false,
      spansDecades: false,
    }
  }
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const run of runs) {
    const value = valueOf.of(run)
    if (!Number.isFinite(value)) continue
    if (value < least) least = value
    if (value > most) most = value
  }
  return {
    valueOf: valueOf.of,
    format: (value) => formatQuantity(quantity, value),
    ...unitOf(quantity, unitsSaidOf(runs)),
    choices: null,
    isLog: quantity.kind === 'config' && least > 0 && most / least > 20,
    spansDecades: least > 0 && most / least >= 100,
  }
}

/** A run's value on an axis of a quantity as `scaleOf` has it, and the choices that values are places of; null of numbers. */
export function valuesOn(
  quantity: Quantity,
  runs: readonly RunSummary[],
): { readonly of: (run: RunSummary) => number; readonly choices: readonly string[] | null } {
  if (quantity.kind !== 'config' || isNumeric(quantity.key, runs)) return { of: numberOf(quantity), choices: null }
  const { key } = quantity
  // Of thousands of runs few values differ: how one reads is worked out once. 0 and -0 would be one.
  const texts = new Map<unknown, string>()
  const textOf = (run: RunSummary): string => {
    const value = run.config[key]
    let text = texts.get(value)
    if (text === undefined) {
      text = configText(run, key)
      if (value !== 0) texts.set(value, text)
    }
    return text
  }
  const choices = [...new Set(runs.map(textOf))].sort(compareValues)
  const places = new Map(choices.map((text, place) => [text, place]))
  return { of: (run) => places.get(textOf(run)) ?? choices.length, choices }
}

/** Whether less is better, more, or neither. */
export const directionOf = (quantity: Quantity, directions?: Directions): Direction =>
  quantity.kind === 'best' || quantity.kind === 'last' ? directionOfKey(quantity.key, directions) : 'none'

function isNumeric(key: string, runs: readonly RunSummary[]): boolean {
  let isKnown = false
  for (const { config } of runs) {
    const value = config[key]
    if (value === undefined) continue
    if (typeof value !== 'number') return false
    isKnown = true
  }
  return isKnown || isSettingKey(key)
}

/** A run's number of a quantity; NaN where it has none. */
export function numberOf(quantity: Quantity): (run: RunSummary) => number {
  switch (quantity.kind) {
    case 'config':
      return ({ config }) => {
        const value = config[quantity.key]
        return typeof value === 'number' ? value : Number.NaN
      }
    case 'run':
      return (run) => run[quantity.key] ?? Number.NaN
    case 'best':
      return (run) => bestValueOf(run, quantity.key) ?? Number.NaN
    case 'last':
      return (run) => run.series[quantity.key]?.last ?? Number.NaN
  }
}

/** What the marks of its axis are numbers of. */
function unitOf(quantity: Quantity, units: Units): { readonly unit?: TickUnit } {
  if (quantity.kind === 'run') return quantity.key === 'trainingSeconds' ? { unit: 'seconds' } : {}
  return quantity.kind === 'config' ? {} : tickUnitOf(quantity.key, units)
}

/** The same of a series. */
export function tickUnitOf(key: string, units: Units = {}): { readonly unit?: TickUnit } {
  const unit = unitOfKey(key, units)
  return unit === 'bytes' ? { unit } : unit === 's' ? { unit: 'seconds' } : {}
}

export function formatQuantity(quantity: Quantity, value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? noValue : String(value)
  switch (quantity.kind) {
    case 'config':
      // Settings are whole or short; a brush's limit is neither.
      return showNumber(Number.isInteger(value) ? value : Number(value.toPrecision(4)))
    case 'run':
      if (quantity.key === 'trainingSeconds') return formatDuration(value)
      return quantity.key === 'parameters' ? formatParameters(value) : formatCount(value)
    default:
      return formatMetric(quantity.key, value)
  }
}

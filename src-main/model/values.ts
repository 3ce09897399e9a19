/** Values of settings as text: in one way that tells them apart, and in one order. */
import { visibleLine } from '../contract/text'
import type { FlatConfig, SettingValue } from '../protocol/config'

/** What a setting that a run does not have has for a value. */
export const noValue = 'none'

/** Texts that would read as a number, a switch or nothing at all. */
const wouldReadAsAnother =
  /^(?:|none|null|true|false|on|off|nan|[+-]?infinity|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/**
 * A setting as text: lists with commas, absent and null as "none", and a text in quotation marks where it would read as a number or a switch.
 * On one line, with a sign for what a terminal would obey.
 */
export function showSetting(value: SettingValue | undefined): string {
  if (value === undefined || value === null) return noValue
  if (typeof value === 'string') return visibleLine(wouldReadAsAnother.test(value) ? JSON.stringify(value) : value)
  if (!isList(value)) return String(value)
  return value.every((entry) => typeof entry === 'number') ? value.join(', ') : visibleLine(JSON.stringify(value))
}

/** Equal for equal values alone: `1` is not `"1"`, and null is not absent. */
export function identityOf(value: SettingValue | undefined): string {
  return value === undefined ? '' : JSON.stringify(value)
}

/** Numbers first by their size, then switches and lists, then texts, then what is not there. */
export function compareSettings(left: SettingValue | undefined, right: SettingValue | undefined): number {
  const [a, b] = [rankOf(left), rankOf(right)]
  if (a !== b) return a - b
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const [first, second] = [showSetting(left), showSetting(right)]
  return first < second ? -1 : first > second ? 1 : 0
}

function rankOf(value: SettingValue | undefined): number {
  if (value === undefined || value === null) return 3
  if (typeof value === 'number') return 0
  return typeof value === 'string' ? 2 : 1
}

/** Keys of several configs, each once, in the order in which they first stand. */
export function keysOf(configs: readonly FlatConfig[]): string[] {
  return [...new Set(configs.flatMap((config) => Object.keys(config)))]
}

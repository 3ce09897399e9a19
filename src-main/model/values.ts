/** Values of settings as text: in one way that tells them apart, and in one order. */
import { visibleJson, visibleLine } from '../contract/text'
import { hashOf } from '../maths/text-hash'
import type { FlatConfig, SettingValue } from '../protocol/config'

/** What a setting that a run does not have has for a value. */
export const noValue = 'none'

/** Texts that would read as a number, a list, a switch or nothing at all. */
const wouldReadAsAnother =
  /^(?:|none|null|true|false|on|off|["[].*|(?:nan|[+-]?infinity|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:, .*)?)$/is

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/**
 * A setting as text: lists of numbers with commas, absent as "none", a text in quotation marks where it would read as anything else. On one line, and with
 * escapes for what a terminal would obey. Unlike values of a key never read alike.
 */
export function showSetting(value: SettingValue | undefined, key?: string): string {
  if (value === undefined) return noValue
  if (value === null) return 'null'
  if (typeof value === 'string') return key === 'layers' ? showLayers(value) : showText(value)
  if (!isList(value)) return String(value)
  // One number is told apart from a list of it, but where only lists can be.
  const fewest = key !== undefined && alwaysLists.has(key) ? 1 : 2
  const isPlain = value.length >= fewest && value.every((entry) => typeof entry === 'number')
  return isPlain ? value.join(', ') : onOneLine(value)
}

/** How many layers a text lists, which would fill a page, and what tells it apart: "19 layers, k3f0a9". */
function showLayers(text: string): string {
  const count = text.match(/"kind":/g)?.length ?? 0
  return count === 0 ? showText(text) : `${count} ${count === 1 ? 'layer' : 'layers'}, ${hashOf(text).toString(36)}`
}

/** Short texts as they are shown, each looked at once: thousands of runs have few unlike values. */
const shownTexts = new Map<string, string>()
const [mostShownTexts, longestShownText] = [20_000, 40]

function showText(value: string): string {
  const known = shownTexts.get(value)
  if (known !== undefined) return known
  const shown = wouldReadAsAnother.test(value) || visibleLine(value) !== value ? onOneLine(value) : value
  if (value.length > longestShownText) return shown
  if (shownTexts.size >= mostShownTexts) shownTexts.clear()
  shownTexts.set(value, shown)
  return shown
}

/** Settings of Plateau that are lists whatever they hold. */
const alwaysLists: ReadonlySet<string> = new Set(['filters', 'kernelSizes'])

const onOneLine = (value: unknown): string => visibleJson(JSON.stringify(value))

/** Code points that a value has in the name of a group at most. */
const mostShown = 160

/**
 * A value as it stands in names and sentences: one that would fill a page is cut between characters, with its length and a hash of the whole, so that
 * unlike values never read alike.
 */
export function cutValue(text: string): string {
  if (text.length <= mostShown) return text
  const points = Array.from(text)
  if (points.length <= mostShown) return text
  const head = points.slice(0, mostShown - 40).join('')
  return `${head}… (${points.length.toLocaleString('en-US')} characters, ${hashOf(text).toString(36)})`
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
  if (value === undefined) return 4
  if (value === null) return 3
  if (typeof value === 'number') return 0
  return typeof value === 'string' ? 2 : 1
}

/** Keys of several configs, each once, in the order in which they first stand. */
export function keysOf(configs: readonly FlatConfig[]): string[] {
  return [...new Set(configs.flatMap((config) => Object.keys(config)))]
}

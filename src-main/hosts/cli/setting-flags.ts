/**
 * Every setting of a run as a flag, made from the contract's own schema: a setting that is added there is a flag here, and
 * does not compile before it has its line of help.
 */
import { Option, type Command } from 'commander'
import { defaultSettings, settingKeys, type SettingKey } from '@contract/config'
import { PlateauError } from '@contract/errors'
import { readDecimal } from '@contract/numbers'
import { kindOfSetting, settingFields, unaskedSettings, type SettingKind } from '@contract/settings'
import { flagName } from './flag-names'

/** Settings that have a flag. */
export const flagKeys: readonly SettingKey[] = settingKeys.filter((key) => !unaskedSettings.has(key))

/** Adds the flags of these settings. `withDefaults` says in the help what a setting is when it is not given. */
export function addSettingFlags(
  command: Command,
  keys: readonly SettingKey[] = flagKeys,
  { withDefaults = true }: { withDefaults?: boolean } = {},
): void {
  for (const key of keys) {
    const flag = flagName(key)
    const kind = kindOfSetting(key)
    const help = [settingFields[key].help, ...(withDefaults ? [describeDefault(key)] : [])].join(' ')
    if (kind.kind === 'switch') {
      command.addOption(new Option(`${flag} [on,off]`, help))
      command.addOption(new Option(flag.replace('--', '--no-'), `turn ${flag} off`))
    } else command.addOption(new Option(`${flag} <${placeholderOf(key, kind)}>`, help))
  }
}

function placeholderOf(key: SettingKey, kind: Exclude<SettingKind, { kind: 'switch' }>): string {
  if (kind.kind === 'choice') return [...kind.choices, ...(key === 'architecture' ? ['file'] : [])].join('|')
  if (kind.kind === 'text') return 'text'
  return kind.kind === 'numbers' ? 'n,n' : 'n'
}

function describeDefault(key: SettingKey): string {
  const [plain, pooled] = (['plain', 'pooled'] as const).map((architecture) => {
    const value = defaultSettings({ architecture })[key]
    return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
  })
  if (key === 'architecture' || plain === pooled) return `(default: ${plain})`
  return `(default: plain ${plain}, pooled ${pooled})`
}

/**
 * The settings among a command's parsed options, each with the values that were typed: several are separated by commas, those
 * of a list by slashes (`16,32/32,64`). Numbers are read here; whether they are allowed is for the schema to say.
 * @throws PlateauError `invalid-input` for text that is no number
 */
export function valuesFromFlags(options: Readonly<Record<string, unknown>>): Map<SettingKey, unknown[]> {
  const values = new Map<SettingKey, unknown[]>()
  for (const key of flagKeys) {
    const given = options[key]
    if (given !== undefined) values.set(key, typeof given === 'string' ? readValues(key, given) : [given])
  }
  return values
}

function readValues(key: SettingKey, text: string): unknown[] {
  const flag = flagName(key)
  const { kind } = kindOfSetting(key)
  switch (kind) {
    case 'numbers':
      return text.split('/').map((list) => list.split(',').map((part) => readNumber(flag, part)))
    case 'number':
      return text.split(',').map((part) => readNumber(flag, part))
    case 'switch':
      return text.split(',').map((part) => readSwitch(flag, part))
    case 'choice':
    case 'text':
      return text.split(',').map((part) => part.trim())
  }
}

/** Reads `on` or `off`. */
export function readSwitch(flag: string, text: string): boolean {
  const word = text.trim()
  if (word !== 'on' && word !== 'off')
    throw new PlateauError('invalid-input', `${flag} must be on or off, not ${text}.`)
  return word === 'on'
}

/** Reads a number written in the ordinary way; no hexadecimal, no `Infinity`. */
export function readNumber(flag: string, text: string): number {
  const value = readDecimal(text)
  if (value !== null) return value
  throw new PlateauError('invalid-input', `${flag} must be a number, not ${text.trim() === '' ? 'empty' : text}.`)
}

/** Reads a whole number in a range, for flags that are not settings. */
export function readCount(flag: string, text: string, minimum: number, maximum: number): number {
  const value = readNumber(flag, text)
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
  throw new PlateauError('invalid-input', `${flag} must be a whole number from ${minimum} to ${maximum}, not ${text}.`)
}

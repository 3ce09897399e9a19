/**
 * Every setting of a run as a flag, made from the contract's own schema: a setting that is added there is a flag here, and
 * does not compile before it has its line of help.
 */
import { readFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { z } from 'zod'
import {
  defaultSettings,
  resolveRunConfig,
  runConfigInputSchema,
  settingKeys,
  type RunConfig,
  type SettingKey,
} from '@contract/config'
import { PlateauError } from '@contract/errors'
import { settingFields } from '@contract/settings'
import { asSentence } from '../error-text'
import { flagName } from './flag-names'

type FlagKind =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'number' }
  | { readonly kind: 'numbers' }
  | { readonly kind: 'switch' }

/** What a setting's schema takes, seen from the command line. */
export function flagKind(key: SettingKey): FlagKind {
  const schema: unknown = runConfigInputSchema.shape[key].unwrap()
  if (schema instanceof z.ZodEnum) return { kind: 'choice', choices: schema.options.map(String) }
  if (schema instanceof z.ZodNumber) return { kind: 'number' }
  if (schema instanceof z.ZodArray) return { kind: 'numbers' }
  if (schema instanceof z.ZodBoolean) return { kind: 'switch' }
  throw new TypeError(`There is no flag for the kind of setting that ${key} is.`)
}

/** Adds a flag for every setting, and `--config`. */
export function addSettingFlags(command: Command): void {
  for (const key of settingKeys) {
    const flag = flagName(key)
    const { placeholder, isSwitch } = describeValue(flagKind(key))
    if (isSwitch) {
      command.addOption(
        new Option(flag, `${settingFields[key].help} (default: ${defaultSettings()[key] ? 'on' : 'off'})`),
      )
      command.addOption(new Option(flag.replace('--', '--no-'), `turns ${flag} off`))
    } else
      command.addOption(new Option(`${flag} <${placeholder}>`, `${settingFields[key].help} ${describeDefault(key)}`))
  }
  command.option('--config <file>', 'settings from a JSON file; flags win over it')
}

function describeValue(kind: FlagKind): { placeholder: string; isSwitch: boolean } {
  if (kind.kind === 'choice') return { placeholder: kind.choices.join('|'), isSwitch: false }
  if (kind.kind === 'numbers') return { placeholder: 'n,n', isSwitch: false }
  return { placeholder: 'n', isSwitch: kind.kind === 'switch' }
}

function describeDefault(key: SettingKey): string {
  const plain = String(defaultSettings({ architecture: 'plain' })[key])
  const pooled = String(defaultSettings({ architecture: 'pooled' })[key])
  if (key === 'architecture' || plain === pooled) return `(default: ${plain})`
  return `(default: plain ${plain}, pooled ${pooled})`
}

/**
 * The settings among a command's parsed options. Numbers are read here; whether they are allowed is for the schema to say.
 * @throws PlateauError `invalid-input` for text that is no number
 */
export function settingsFromFlags(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const key of settingKeys) {
    const given = options[key]
    if (given === undefined) continue
    const { kind } = flagKind(key)
    if (typeof given !== 'string') settings[key] = given
    else if (kind === 'number') settings[key] = readNumber(flagName(key), given)
    else if (kind === 'numbers') settings[key] = given.split(',').map((part) => readNumber(flagName(key), part))
    else settings[key] = given
  }
  return settings
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** Reads a number written in the ordinary way; no hexadecimal, no `Infinity`. */
export function readNumber(flag: string, text: string): number {
  if (!decimal.test(text.trim())) {
    throw new PlateauError('invalid-input', `${flag} must be a number, not ${text.trim() === '' ? 'empty' : text}.`)
  }
  return Number(text)
}

/** Reads a whole number in a range, for flags that are not settings. */
export function readCount(flag: string, text: string, minimum: number, maximum: number): number {
  const value = readNumber(flag, text)
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
  throw new PlateauError('invalid-input', `${flag} must be a whole number from ${minimum} to ${maximum}, not ${text}.`)
}

/**
 * The whole config that a command line asks for: the file's settings, the flags over them, the defaults below both.
 * @throws PlateauError `invalid-input` whose sentence names the flag, or the file and the setting
 */
export async function configFromCommandLine(options: Readonly<Record<string, unknown>>): Promise<RunConfig> {
  const flags = settingsFromFlags(options)
  const file = typeof options.config === 'string' ? options.config : null
  const settings = file === null ? {} : await readConfigFile(file)
  const resolved = resolveRunConfig({ ...settings, ...flags })
  if (resolved.ok) return resolved.config
  const { field, message } = resolved.issues[0] ?? { field: '', message: 'is not valid' }
  const isFromFile = file !== null && (field === '' || (!Object.hasOwn(flags, field) && Object.hasOwn(settings, field)))
  const subject = isFromFile ? [file, field].filter(Boolean).join(': ') : field === '' ? 'The config' : flagName(field)
  throw new PlateauError('invalid-input', asSentence(`${subject} ${message}`), { field })
}

async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : 'cannot be read'
    throw new PlateauError('invalid-input', `The config file ${file} ${reason}.`, { cause: error })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new PlateauError('invalid-input', `The config file ${file} is not JSON.`, { cause: error })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PlateauError('invalid-input', `The config file ${file} must hold one object of settings.`)
  }
  return value as Record<string, unknown>
}

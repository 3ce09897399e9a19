/** `plateau settings`: the choices that hold for the whole home, apart from any run. */
import { z } from 'zod'
import { PlateauError } from '@contract/errors'
import { readDecimal } from '@contract/numbers'
import { preferencesSchema, type PreferenceKey, type Preferences } from '@contract/preferences'
import { formatTable } from '../../format'
import { readSwitch } from '../setting-flags'
import { withCore, type JsonOption, type Session } from '../session'

const keys = Object.keys(preferencesSchema.shape) as PreferenceKey[]
/** How the machine's own choice is written. */
const machineChoice = 'default'

export async function listSettings(session: Session, { json = false }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    tell(session, await client.request('preferences.get', {}), keys, json)
    return 0
  })
}

export async function setSetting(
  session: Session,
  name: string,
  text: string,
  { json = false }: JsonOption,
): Promise<number> {
  const key = keys.find((candidate) => candidate === name)
  if (key === undefined)
    throw new PlateauError('invalid-input', `There is no setting ${name}; there are ${keys.join(', ')}.`)
  const value = readPreference(key, text)
  return withCore(session, async (client) => {
    tell(session, await client.request('preferences.set', { [key]: value }), json ? keys : [key], json)
    return 0
  })
}

function tell({ terminal }: Session, preferences: Preferences, shown: readonly PreferenceKey[], json: boolean): void {
  if (json) {
    terminal.printDocument(preferences)
    return
  }
  terminal.print(
    formatTable<PreferenceKey>(
      [
        { header: 'setting', text: (key) => key },
        { header: 'value', text: (key) => preferenceText(preferences[key]) },
        { header: 'takes', text: (key) => choicesOf(key).join(', ') },
      ],
      shown,
    ),
  )
}

/** A preference's value as it is typed and listed. */
export function preferenceText(value: Preferences[PreferenceKey]): string {
  if (value === null) return machineChoice
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}

/** What a preference's schema takes, as words. */
export function choicesOf(key: PreferenceKey): string[] {
  const schema: z.ZodType = preferencesSchema.shape[key]
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  if (schema instanceof z.ZodBoolean) return ['on', 'off']
  const inner: unknown = schema instanceof z.ZodNullable ? schema.unwrap() : schema
  if (inner instanceof z.ZodNumber) return [`${inner.minValue} to ${inner.maxValue}`, machineChoice]
  throw new TypeError(`There are no words for the kind of setting that ${key} is.`)
}

/**
 * Reads a preference as it is typed: a choice by its name, a switch as on or off, a whole number or `default`.
 * @throws PlateauError `invalid-input` saying what the setting takes
 */
export function readPreference(key: PreferenceKey, text: string): Preferences[PreferenceKey] {
  const schema: z.ZodType = preferencesSchema.shape[key]
  if (schema instanceof z.ZodBoolean) return readSwitch(key, text)
  const value = schema instanceof z.ZodEnum ? text : text === machineChoice ? null : (readDecimal(text) ?? text)
  const parsed = preferencesSchema.shape[key].safeParse(text.trim() === '' ? undefined : value)
  if (parsed.success) return parsed.data
  throw new PlateauError(
    'invalid-input',
    `${key} takes ${choicesOf(key).join(', ')}, not ${text === '' ? 'nothing' : text}.`,
  )
}

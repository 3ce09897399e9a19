/** What a person types for a program's parameters, and the values that it is. */
import type { ParameterValue, ProgramParameter, ProgramValues } from '@contract/programs'
import { readWords } from '@model/programs/command'
import { isDefault, whyNotValue } from '@model/programs/parameters'
import { textOfTyped, valueOfTyped } from '@model/programs/typed-values'

/** By parameter, as it is typed; what is not there has its default. */
export type Typed = Readonly<Record<string, string | boolean>>

/** What a parameter is when nothing is said, in a word or two. */
export function defaultWords(parameter: ProgramParameter): string {
  if (parameter.type === 'flag') return parameter.default === true ? 'on' : 'off'
  if (parameter.default === null) return parameter.required ? 'required' : 'not set'
  return textOfTyped(parameter.default)
}

/** What stands in its field. */
export function shownOf(parameter: ProgramParameter, typed: Typed): string | boolean {
  const own = typed[parameter.name]
  if (own !== undefined) return own
  return parameter.type === 'flag' ? parameter.default === true : textOfTyped(parameter.default)
}

/** Values that differ from what the program takes by itself. */
export function readTyped(parameters: readonly ProgramParameter[], typed: Typed): ProgramValues {
  return Object.fromEntries(
    parameters.flatMap((parameter): [string, ParameterValue][] => {
      const own = typed[parameter.name]
      if (own === undefined) return []
      const value = valueOfTyped(parameter, own)
      return isDefault(parameter, value) ? [] : [[parameter.name, value]]
    }),
  )
}

/** Values as they stand in fields. */
export function typedOf(parameters: readonly ProgramParameter[], values: ProgramValues): Typed {
  return Object.fromEntries(
    parameters.flatMap(({ name }): [string, string | boolean][] => {
      const value = Object.hasOwn(values, name) ? (values[name] ?? null) : null
      return value === null ? [] : [[name, typeof value === 'boolean' ? value : textOfTyped(value)]]
    }),
  )
}

/** Why what is typed cannot be the parameter's value, as a sentence; null when it can. */
export function issueOf(parameter: ProgramParameter, typed: Typed): string | null {
  const shown = shownOf(parameter, typed)
  const read = parameter.multiple && typeof shown === 'string' ? readWords(shown) : null
  if (read?.ok === false) return `${parameter.name}: ${read.message}`
  const why = whyNotValue(parameter, valueOfTyped(parameter, shown))
  return why === null ? null : `${parameter.name} ${why}.`
}

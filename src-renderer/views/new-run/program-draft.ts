/** What a person types for a program's parameters, and the values that it is. */
import type { ParameterValue, ProgramParameter, ProgramValues } from '@contract/programs'
import { isDefault, textOfValue, whyNotValue } from '@model/programs/parameters'

/** By parameter, as it is typed; what is not there has its default. */
export type Typed = Readonly<Record<string, string | boolean>>

const textOf = (value: ParameterValue): string =>
  value === null ? '' : Array.isArray(value) ? value.map(textOfValue).join(' ') : textOfValue(value)

/** What stands in its field. */
export function shownOf(parameter: ProgramParameter, typed: Typed): string | boolean {
  const own = typed[parameter.name]
  if (own !== undefined) return own
  return parameter.type === 'flag' ? parameter.default === true : textOf(parameter.default)
}

/** Numbers where the parameter is one; text that is none stays text, for the check to say so. */
function readOne(parameter: ProgramParameter, text: string): string | number {
  const isNumber = parameter.type === 'int' || parameter.type === 'float'
  const choice = parameter.choices.find((one) => textOfValue(one) === text)
  if (choice !== undefined) return choice
  return isNumber && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text
}

export function valueOfTyped(parameter: ProgramParameter, typed: string | boolean): ParameterValue {
  if (typeof typed === 'boolean') return typed
  if (typed === '') return null
  if (parameter.multiple)
    return typed
      .trim()
      .split(/\s+/)
      .map((text) => readOne(parameter, text))
  return readOne(parameter, typed)
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

/** Why what is typed cannot be the parameter's value, as a sentence; null when it can. */
export function issueOf(parameter: ProgramParameter, typed: Typed): string | null {
  const why = whyNotValue(parameter, valueOfTyped(parameter, shownOf(parameter, typed)))
  return why === null ? null : `${parameter.name} ${why}.`
}

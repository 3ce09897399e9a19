/** What a person types for a program's parameters, and the values that it is. */
import type { ParameterValue, ProgramParameter, ProgramValues } from '@contract/programs'
import { isDefault, whyNotValue } from '@model/programs/parameters'
import { textOfTyped, valueOfTyped } from '@model/programs/typed-values'

/** By parameter, as it is typed; what is not there has its default. */
export type Typed = Readonly<Record<string, string | boolean>>

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

/** Why what is typed cannot be the parameter's value, as a sentence; null when it can. */
export function issueOf(parameter: ProgramParameter, typed: Typed): string | null {
  const why = whyNotValue(parameter, valueOfTyped(parameter, shownOf(parameter, typed)))
  return why === null ? null : `${parameter.name} ${why}.`
}

/** Values of a program's parameters: checked, and turned into arguments. Each value is one argument, whatever is in it. */
import {
  longestArgument,
  mostArguments,
  type ParameterValue,
  type ProgramParameter,
  type ProgramValues,
} from '../../contract/programs'
import { findUnspokenCharacter } from '../../contract/text'
import { flatRecord, type Json, type JsonObject } from '../../protocol/config'

export type ValueProblem = { readonly name: string; readonly message: string }

const isNumeric = ({ type }: ProgramParameter): boolean => type === 'float' || type === 'int'

/** A number as people write it for a program: `NaN` and infinities as Python reads them. */
export function textOfValue(value: string | number | boolean): string {
  if (typeof value !== 'number') return String(value)
  if (Number.isNaN(value)) return 'nan'
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value)
  return value > 0 ? 'inf' : '-inf'
}

/** Choices that a sentence has room for, and characters of one. */
const [mostChoices, mostOfChoice] = [12, 40]
function choicesInShort(choices: readonly string[]): string {
  const words = choices
    .slice(0, mostChoices)
    .map((choice) => (choice.length > mostOfChoice ? `${choice.slice(0, mostOfChoice)}…` : choice))
  const more = choices.length - words.length
  return more > 0 ? `${words.join(', ')} or one of ${more} more` : listOfWords(words, 'or')
}

function whyNotOne(parameter: ProgramParameter, value: string | number): string | null {
  const { type, choices, minimum, maximum } = parameter
  if (choices.length > 0 && !choices.some((choice) => textOfValue(choice) === textOfValue(value)))
    return `must be ${choicesInShort(choices.map(textOfValue))}`
  if (isNumeric(parameter)) {
    if (typeof value !== 'number') return 'must be a number'
    if (type === 'int' && !Number.isInteger(value)) return 'must be a whole number'
    // Beyond these digits are lost, and the program would be told another number.
    if (type === 'int' && !Number.isSafeInteger(value))
      return `must be a whole number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`
    if (minimum !== null && !(value >= minimum)) return `must be at least ${minimum}`
    if (maximum !== null && !(value <= maximum)) return `must be at most ${maximum}`
    // No file of settings can hold it.
    return Number.isFinite(value) ? null : 'must be a number that is not NaN or infinite'
  }
  const text = textOfValue(value)
  if (text.length > longestArgument) return `must have at most ${longestArgument} characters`
  const refused = findUnspokenCharacter(text)
  if (refused !== null) return `must not contain ${refused}`
  if (type === 'path' && text === '') return 'must name a file or folder'
  // Without an option before it the program would take it for an option of its own.
  if (parameter.option === null && text.startsWith('-'))
    return 'must not begin with a dash, as the program would take it for an option'
  return null
}

/** Words of a list as a sentence has them: "18, 34 or 50". */
export const listOfWords = (words: readonly string[], last: 'and' | 'or'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`

/** Why a value cannot be a parameter's, to follow its name; null when it can. */
export function whyNotValue(parameter: ProgramParameter, value: ParameterValue): string | null {
  if (value === null || (Array.isArray(value) && value.length === 0)) return parameter.required ? 'must be given' : null
  if (parameter.type === 'flag') return typeof value === 'boolean' ? null : 'must be on or off'
  if (typeof value === 'boolean')
    return parameter.choices.includes(String(value)) ? null : 'must be a value, and not on or off'
  if (Array.isArray(value)) {
    if (!parameter.multiple) return 'takes one value'
    if (value.length > mostArguments) return `takes at most ${mostArguments} values`
    for (const one of value) {
      const why = whyNotOne(parameter, one)
      if (why !== null) return why
    }
    return null
  }
  return whyNotOne(parameter, value)
}

const identity = (value: ParameterValue): string =>
  JSON.stringify(Array.isArray(value) ? value.map(textOfValue) : value === null ? null : textOfValue(value))

/** Whether a value is what the program takes without being told. */
export const isDefault = (parameter: ProgramParameter, value: ParameterValue): boolean =>
  identity(value) === identity(parameter.default) ||
  (parameter.type === 'flag' && value === false && parameter.default === null)

/** The value of a parameter among those that are set, else its default. */
export const valueOf = (parameter: ProgramParameter, values: ProgramValues): ParameterValue =>
  Object.hasOwn(values, parameter.name) ? (values[parameter.name] ?? null) : parameter.default

/** What is wrong with values, in the order of the parameters; names that no parameter has come last. */
export function checkValues(parameters: readonly ProgramParameter[], values: ProgramValues): ValueProblem[] {
  const known = new Set(parameters.map(({ name }) => name))
  return [
    ...parameters.flatMap((parameter) => {
      const why = whyNotValue(parameter, valueOf(parameter, values))
      return why === null ? [] : [{ name: parameter.name, message: `${parameter.name} ${why}.` }]
    }),
    ...Object.keys(values)
      .filter((name) => !known.has(name))
      .map((name) => ({ name, message: `The program has no parameter ${name}.` })),
  ]
}

/** Those of some values that parameters can have and that are not their defaults: what is left of them where the parameters have changed. */
export const keptValues = (parameters: readonly ProgramParameter[], values: ProgramValues): ProgramValues =>
  flatRecord(
    parameters.flatMap((parameter): [string, ParameterValue][] => {
      if (!Object.hasOwn(values, parameter.name)) return []
      const value = values[parameter.name] ?? null
      return whyNotValue(parameter, value) === null && !isDefault(parameter, value) ? [[parameter.name, value]] : []
    }),
  )

/** The arguments of one parameter; none where the program takes the value without being told. */
function argumentsOf(parameter: ProgramParameter, value: ParameterValue): string[] {
  const { option, offOption } = parameter
  if (value === null || isDefault(parameter, value)) return []
  if (parameter.type === 'flag') {
    const said = value === true ? option : offOption
    return said === null ? [] : [said]
  }
  const texts = (Array.isArray(value) ? value : [value]).map(textOfValue)
  if (option === null) return texts
  if (option.endsWith('=')) return texts.map((text) => `${option}${text}`)
  const [only] = texts
  // After a space the program could take it for an option.
  if (texts.length === 1 && only?.startsWith('-') === true && option.startsWith('--')) return [`${option}=${only}`]
  return [option, ...texts]
}

/** The arguments that say these values: what stands alone first, then options. Options at their default are left out. */
export function programArguments(parameters: readonly ProgramParameter[], values: ProgramValues): string[] {
  const made = (isPositional: boolean) =>
    parameters
      .filter(({ option }) => (option === null) === isPositional)
      .flatMap((parameter) => {
        const value = valueOf(parameter, values)
        // One that stands alone is there or not by its place: its default is said.
        return isPositional && parameter.type !== 'flag' && value !== null
          ? (Array.isArray(value) ? value : [value]).map(textOfValue)
          : argumentsOf(parameter, value)
      })
  // A list of values without end would take what stands alone for its own.
  return [...made(true), ...made(false)]
}

/** All values, defaults too, as a run's settings. Numbers that JSON has not are texts. */
export function settingsOf(parameters: readonly ProgramParameter[], values: ProgramValues): JsonObject {
  const json = (value: string | number | boolean): Json =>
    typeof value === 'number' && !Number.isFinite(value) ? textOfValue(value) : value
  return flatRecord(
    parameters.map((parameter): [string, Json] => {
      const value = valueOf(parameter, values)
      if (value === null) return [parameter.name, parameter.type === 'flag' ? false : null]
      return [parameter.name, Array.isArray(value) ? value.map(json) : json(value)]
    }),
  )
}

/** What people type for a program's parameters, as the values that it is. */
import type { ParameterValue, ProgramParameter } from '../../contract/programs'
import { textOfValue } from './parameters'

/** Numbers where the parameter is one; text that is none stays text, for the check to say so. */
function readOne(parameter: ProgramParameter, text: string): string | number {
  const isNumber = parameter.type === 'int' || parameter.type === 'float'
  const choice = parameter.choices.find((one) => textOfValue(one) === text)
  if (choice !== undefined) return choice
  return isNumber && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text
}

/** The value that stands in a field; several of one parameter are separated by blanks. Nothing typed: the program is told nothing. */
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

/** A value as it stands in a field. */
export const textOfTyped = (value: ParameterValue): string =>
  value === null ? '' : Array.isArray(value) ? value.map(textOfValue).join(' ') : textOfValue(value)

const switchWords = new Map([
  ['on', true],
  ['true', true],
  ['off', false],
  ['false', false],
])

/**
 * The values that a command line names for a parameter: separated by commas, lists of values by slashes (`16,32/32,64`), as those of a
 * setting are. A text may have commas in it, and is one value.
 */
export function valuesOfText(parameter: ProgramParameter, text: string): ParameterValue[] {
  const { type, choices, multiple } = parameter
  if (type === 'flag') return text.split(',').map((word) => switchWords.get(word.trim()) ?? word)
  if (multiple) return text.split('/').map((list) => list.split(',').map((word) => readOne(parameter, word)))
  const isOne = choices.length === 0 ? type === 'text' || type === 'path' : choices.map(textOfValue).includes(text)
  return (isOne ? [text] : text.split(',')).map((word) => (word === '' ? null : readOne(parameter, word)))
}

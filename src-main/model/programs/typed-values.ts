/** What people type for a program's parameters, as the values that it is. */
import type { ParameterValue, ProgramParameter } from '../../contract/programs'
import { readDecimal } from '../../contract/numbers'
import { quoteCommand, readWords } from './command'
import { textOfValue } from './parameters'

/** Numbers where the parameter is one; text that is none stays text, for the check to say so. */
function readOne(parameter: ProgramParameter, text: string): string | number {
  const isNumber = parameter.type === 'int' || parameter.type === 'float'
  const choice = parameter.choices.find((one) => textOfValue(one) === text)
  if (choice !== undefined) return choice
  return isNumber ? (readNumber(text) ?? text) : text
}

/** A number as people and Python write it; null for what is none. */
export function readNumber(text: string): number | null {
  const [, sign, name] = /^\s*([+-]?)(nan|inf(?:inity)?)\s*$/i.exec(text) ?? []
  if (name !== undefined) return /^n/i.test(name) ? Number.NaN : sign === '-' ? -Infinity : Infinity
  return readDecimal(text)
}

/** Words of a list as it is typed; what is no list yet is one word. */
const wordsOf = (text: string): readonly string[] => {
  const read = readWords(text)
  return read.ok ? read.words : [text]
}

/** The value that stands in a field; several of one parameter are words, quoted as a shell has them. Nothing typed: the program is told nothing. */
export function valueOfTyped(parameter: ProgramParameter, typed: string | boolean): ParameterValue {
  if (typeof typed === 'boolean') return typed
  if (typed === '') return null
  if (parameter.multiple) return wordsOf(typed).map((text) => readOne(parameter, text))
  return readOne(parameter, typed)
}

/** A value as it stands in a field. */
export const textOfTyped = (value: ParameterValue): string =>
  value === null ? '' : Array.isArray(value) ? quoteCommand(value.map(textOfValue)) : textOfValue(value)

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

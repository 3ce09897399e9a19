/** Several runs of a program: values that are combined, and seeds. */
import { combineAxes, type Axis, type GridOrder } from '../../contract/grid'
import type { ParameterValue, ProgramParameter, ProgramValues } from '../../contract/programs'
import { roleOf, type ChosenRoles } from '../roles'
import { isDefault, programArguments, textOfValue, valueOf } from './parameters'

/** Parameters that can be a seed: those that take one number. */
export const possibleSeeds = (parameters: readonly ProgramParameter[]): ProgramParameter[] =>
  parameters.filter(({ type, multiple }) => !multiple && type !== 'flag' && type !== 'path')

/** What a parameter is called on the command line, without its dashes. */
const wordOf = ({ option }: ProgramParameter): string => (option ?? '').replaceAll(/^-+|=$/g, '')

/**
 * The parameter that is the program's seed: one whose setting was given that role in the project, else the first that is called so (`seed`,
 * `random_seed`); null where seeds cannot be told to the program.
 */
export function seedParameter(
  parameters: readonly ProgramParameter[],
  chosen: ChosenRoles = {},
): ProgramParameter | null {
  const possible = possibleSeeds(parameters)
  const isSaid = ({ name }: ProgramParameter) => Object.hasOwn(chosen, name)
  return (
    possible.find(({ name }) => chosen[name] === 'seed') ??
    possible.find((one) => !isSaid(one) && (roleOf(one.name) === 'seed' || roleOf(wordOf(one)) === 'seed')) ??
    null
  )
}

/** Why a program without such a parameter cannot be repeated with other seeds. */
export const noSeedSentence = 'Seeds cannot be told to this program, as none of its parameters is called seed.'

/** The seeds that a count of them is: up from the one that is set, else from 1. */
export function seedsFrom(parameter: ProgramParameter, values: ProgramValues, count: number): number[] {
  const set = valueOf(parameter, values)
  const first = set === null || set === '' || typeof set === 'boolean' ? Number.NaN : Number(set)
  return Array.from({ length: count }, (_, index) => (Number.isSafeInteger(first) ? first : 1) + index)
}

/** Values as the program is told them: what is at its default is left out. */
const withoutDefaults = (parameters: readonly ProgramParameter[], values: ProgramValues): ProgramValues => {
  const defaults = new Set(parameters.filter((one) => isDefault(one, valueOf(one, values))).map(({ name }) => name))
  return Object.fromEntries(Object.entries(values).filter(([name]) => !defaults.has(name)))
}

/** The same text for values that the program is told in the same words. */
export function valuesIdentity(parameters: readonly ProgramParameter[], values: ProgramValues): string {
  const known = new Set(parameters.map(({ name }) => name))
  const unknown = Object.entries(values).filter(([name]) => !known.has(name))
  return JSON.stringify([programArguments(parameters, values), unknown])
}

/**
 * Every combination of the axes' values over others, each once, in the order in which they are queued.
 * @param seed the name of the parameter that is the seed
 * @throws PlateauError `invalid-input` as `combineAxes` does
 */
export function expandProgramGrid(
  parameters: readonly ProgramParameter[],
  base: ProgramValues,
  axes: readonly Axis[],
  { order = 'seed-by-seed', seed = null }: { readonly order?: GridOrder; readonly seed?: string | null } = {},
): ProgramValues[] {
  const runs = new Map<string, ProgramValues>()
  for (const combination of combineAxes(axes, order, (key) => key === seed)) {
    const values = withoutDefaults(parameters, { ...base, ...(combination as ProgramValues) })
    const key = valuesIdentity(parameters, values)
    if (!runs.has(key)) runs.set(key, values)
  }
  return [...runs.values()]
}

/** A value as it is shown: `on`, `0.05`, `16 32`; a word for one that the program is not told. */
export const showParameterValue = (value: ParameterValue): string =>
  value === null
    ? 'not given'
    : typeof value === 'boolean'
      ? value
        ? 'on'
        : 'off'
      : Array.isArray(value)
        ? value.map(textOfValue).join(' ')
        : textOfValue(value)

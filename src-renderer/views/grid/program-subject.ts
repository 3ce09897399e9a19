/** A grid of runs of a saved program: any of its parameters. */
import { PlateauError } from '@contract/errors'
import type { RequestOutput } from '@contract/api'
import type { Axis } from '@contract/grid'
import type { ParameterValue, Program, ProgramParameter, ProgramValues } from '@contract/programs'
import type { Client } from '@contract/transport'
import { expandProgramGrid, seedParameter, showParameterValue, valuesIdentity } from '@model/programs/grid'
import { isDefault, textOfValue, valueOf, whyNotValue } from '@model/programs/parameters'
import { valueOfTyped } from '@model/programs/typed-values'
import type { ChosenRoles } from '@model/roles'
import { countOf, formatDuration } from '@panels/words/format'
import type { ProgramGridStart } from '../../state/router.svelte'
import type { Grid, GridMatrix, GridPlan, GridRun, GridSubject } from './grid-subject'

type ProgramRun = GridRun & { readonly values: ProgramValues }
// The sheet gives back the runs that it got from here.
const own = (run: GridRun) => run as ProgramRun

const asValue = (value: unknown) => value as ParameterValue
const severalOf = (axes: readonly Axis[]) => axes.filter(({ values }) => values.length > 1)

/** A start from values of a program: those that are set and its seed, each with the one value it has. */
export function programStart(program: Program, values: ProgramValues, roles: ChosenRoles): ProgramGridStart {
  const seed = seedParameter(program.parameters, roles)
  const isAxis = (parameter: ProgramParameter) => parameter === seed || Object.hasOwn(values, parameter.name)
  return {
    label: program.name,
    program: program.id,
    values,
    axes: program.parameters
      .filter(isAxis)
      .map((parameter) => ({ key: parameter.name, values: [valueOf(parameter, values)] })),
  }
}

export type ProgramSubjectOptions = {
  readonly client: Client
  /** The id of the one that its runs go to. */
  readonly project: string
  readonly program: Program
  readonly start: ProgramGridStart
  /** Roles of settings that were chosen in the project. */
  readonly roles: () => ChosenRoles
}

export function programSubject({ client, project, program, start, roles }: ProgramSubjectOptions): GridSubject {
  const { parameters } = program
  const find = (key: string): ProgramParameter | undefined => parameters.find(({ name }) => name === key)
  const seedKey = () => seedParameter(parameters, roles())?.name ?? null
  const show = (key: string, value: unknown) => {
    const parameter = find(key)
    const text = showParameterValue(asValue(value))
    return parameter !== undefined && value !== null && text === '' ? '“”' : text
  }
  const wordsOf = ({ values }: ProgramRun, keys: readonly string[]) =>
    keys.flatMap((key) => {
      const parameter = find(key)
      return parameter === undefined ? [] : `${key} ${show(key, valueOf(parameter, values))}`
    })
  const seedOf = ({ values }: ProgramRun): string | null => {
    const seed = seedParameter(parameters, roles())
    return seed === null ? null : show(seed.name, valueOf(seed, values))
  }
  const request = (runs: readonly GridRun[]) => ({
    program: program.id,
    values: runs.map((run) => own(run).values),
    project,
  })
  return {
    label: start.label,
    axes: start.axes,
    nameOf: (key) => key,
    isLeading: (key) => key === seedKey(),
    addable: (axes) => parameters.map(({ name }) => name).filter((name) => !axes.some(({ key }) => key === name)),
    typedBeside: () => null,
    choicesLeft({ key, values }) {
      const parameter = find(key)
      if (parameter?.type === 'flag') return [true, false].filter((choice) => !values.includes(choice))
      if (parameter === undefined || parameter.choices.length === 0 || parameter.multiple) return null
      const taken = new Set(values.map((value) => showParameterValue(asValue(value))))
      return parameter.choices.filter((choice) => !taken.has(textOfValue(choice)))
    },
    show,
    firstValue(key) {
      const parameter = find(key)
      return parameter === undefined ? null : valueOf(parameter, start.values)
    },
    read({ key, values }, text) {
      const parameter = find(key)
      if (parameter === undefined) return { ok: false, sentence: `The program has no parameter ${key}.` }
      const value = valueOfTyped(parameter, text)
      if (values.some((other) => show(key, other) === show(key, value)))
        return { ok: false, sentence: `${show(key, value)} is already in the list.` }
      const why = whyNotValue(parameter, value)
      return why === null ? { ok: true, value } : { ok: false, sentence: `${key} ${why}.` }
    },
    expand(axes, order): Grid<ProgramRun> {
      try {
        const runs = expandProgramGrid(parameters, start.values, axes, { order, seed: seedKey() })
        const wrong = parameters.flatMap((parameter) => {
          const why = runs[0] === undefined ? null : whyNotValue(parameter, valueOf(parameter, runs[0]))
          return why === null ? [] : [`${parameter.name} ${why}.`]
        })
        if (wrong[0] !== undefined) return { runs: [], problem: wrong[0] }
        return { runs: runs.map((values) => ({ id: valuesIdentity(parameters, values), values })), problem: null }
      } catch (error) {
        if (error instanceof PlateauError) return { runs: [], problem: error.message }
        throw error
      }
    },
    describeProduct(axes, count) {
      const several = severalOf(axes)
      const all = several.reduce((product, { values }) => product * values.length, 1)
      return {
        product: several
          .map(({ key, values }) => (key === seedKey() ? countOf(values.length, 'seed') : `${values.length} of ${key}`))
          .join(' × '),
        count: count < all ? countOf(count, 'different run') : countOf(count, 'run'),
      }
    },
    describeRest(run, axes) {
      const shown = new Set(axes.map(({ key }) => key))
      const set = parameters.filter(
        (parameter) => !shown.has(parameter.name) && !isDefault(parameter, valueOf(parameter, own(run).values)),
      )
      const words = wordsOf(
        own(run),
        set.map(({ name }) => name),
      )
      const rest = parameters.length - shown.size - set.length
      return [
        ...words,
        ...(rest > 0 ? [`${countOf(rest, 'parameter')} at ${rest === 1 ? 'its default' : 'their defaults'}`] : []),
      ].join(', ')
    },
    matrix: (runs, axes) => toMatrix(runs.map(own), axes, { wordsOf, seed: seedKey() }),
    describeRun(run) {
      const seed = seedOf(own(run))
      const set = parameters.filter(({ name }) => name !== seedKey() && Object.hasOwn(own(run).values, name))
      const words = wordsOf(
        own(run),
        set.map(({ name }) => name),
      ).join(', ')
      const what = words === '' ? 'the defaults' : words
      return seed === null ? `The run with ${what}` : `Seed ${seed} of ${what}`
    },
    get chipNoun() {
      return seedKey() === null ? 'run' : 'seed'
    },
    chipOf: (run) => seedOf(own(run)) ?? 'run',
    plan: async (runs) => gridPlan(await client.request('programs.plan', request(runs))),
    async launch(runs, place) {
      const rule = start.earlyStopping === undefined ? {} : { earlyStopping: start.earlyStopping }
      return (await client.request('programs.launch', { ...request(runs), ...rule, place })).runs
    },
  }
}

type Words = (run: ProgramRun, keys: readonly string[]) => string[]

/** The first two parameters with several values as rows and columns; a line for each combination of the others. */
function toMatrix(
  runs: readonly ProgramRun[],
  axes: readonly Axis[],
  { wordsOf, seed }: { readonly wordsOf: Words; readonly seed: string | null },
): GridMatrix {
  const keys = severalOf(axes)
    .map(({ key }) => key)
    .filter((key) => key !== seed)
  const [row, column, ...others] = keys
  const word = (run: ProgramRun, key: string | undefined) => (key === undefined ? 'runs' : wordsOf(run, [key]).join(''))
  const columns = [...new Set(runs.map((run) => word(run, column)))]
  const byRow = Map.groupBy(runs, (run) => word(run, row))
  return {
    corner: row ?? 'Runs',
    columns: columns.map((name) => ({ name })),
    rows: [...byRow].map(([name, members]) => ({
      name,
      cells: columns.map((of) => {
        const inCell = members.filter((run) => word(run, column) === of)
        const byLabel = Map.groupBy(inCell, (run) => wordsOf(run, others).join(', '))
        return { column: of, lines: [...byLabel].map(([label, own]) => ({ label, runs: own })) }
      }),
    })),
  }
}

function gridPlan({
  runs,
  totalSeconds,
  startsInSeconds,
  lastSeconds,
  problems,
}: RequestOutput<'programs.plan'>): GridPlan {
  return {
    runs: runs.map(({ sameAs }) => ({ seconds: lastSeconds, sameAs })),
    totalSeconds,
    startsInSeconds,
    takes: '',
    facts: [],
    help:
      lastSeconds === null
        ? 'How long it takes is not known, as no run of it has come to its end yet.'
        : `The time is that of its last run, which took ${formatDuration(lastSeconds)}.`,
    warnings: problems.map(({ message }) => message),
  }
}

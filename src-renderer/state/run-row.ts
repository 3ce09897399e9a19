/**
 * A run of a list: what every row shows is at hand, settings and series come from columns that are asked for when they are read, and the rest from
 * its whole summary, which few runs have here.
 */
import type { EndReason, RunState, RunSummary, SeriesDigest } from '@contract/run'
import { columnValue, type ColumnValue, type RunField, type RunRows } from '@contract/run-query'
import type { FlatConfig } from '@protocol/config'
import { bestIn, digestsOf, noColumns, valuesOf, type ColumnSource } from './column-records'

/** Fields that every row has, as they are asked for. */
const slimFields = [
  ...(['id', 'name', 'project', 'state', 'endReason', 'colourSlot', 'isStarred', 'isArchived', 'tags'] as const),
  ...([
    'createdAt',
    'startedAt',
    'endedAt',
    'silentSince',
    'binnedAt',
    'launchGroup',
    'parentRun',
    'verifies',
    'held',
  ] as const),
  ...(['epochs', 'parameters'] as const),
] satisfies readonly RunField[]
export const slimColumns: readonly string[] = slimFields.map((field) => `run:${field}`)

type SlimField = (typeof slimFields)[number]
type Slim = Pick<RunSummary, SlimField>

/** Where rows have what every row has: one for all rows of an answer, or a run's own after a change. */
type Cells = { readonly cell: <Field extends SlimField>(field: Field, place: number) => Slim[Field] }

/** What was said of the keys of a project, as every one of its rows has it. */
export type SaidOfRows = {
  readonly [Word in 'directions' | 'units' | 'roles' | 'stepKeys' | 'hiddenKeys']: NonNullable<RunSummary[Word]>
}

/** Where rows read what is not at hand. */
export type RunSource = ColumnSource & {
  /** What was said of the project's keys. */
  readonly said: () => SaidOfRows
  /** The whole summary; asked for where it is not here yet. */
  readonly whole: (id: string) => RunSummary | undefined
}

const unknownOrigin: RunSummary['origin'] = { kind: 'trained', facts: {} }

export class RunRow implements RunSummary {
  readonly number: number
  readonly #cells: Cells
  readonly #place: number
  readonly #source: RunSource
  readonly #isNear: boolean
  #config: FlatConfig | undefined
  #summary: FlatConfig | undefined
  #series: Record<string, SeriesDigest> | undefined
  #near: RunRow | undefined

  /**
   * @param place its own in the cells.
   * @param isNear what is not at hand is read from the summary of this run alone.
   */
  constructor(number: number, cells: Cells, place: number, source: RunSource, isNear = false) {
    this.number = number
    this.#cells = cells
    this.#place = place
    this.#source = source
    this.#isNear = isNear
  }

  /** The same run where it is shown itself, and not as one of all: its whole summary is asked for, and no column. */
  get near(): RunRow {
    return (this.#near ??= this.#isNear ? this : new RunRow(this.number, this.#cells, this.#place, this.#source, true))
  }
  /** The same run, where what is not at hand is read elsewhere. */
  from(source: RunSource): RunRow {
    return new RunRow(this.number, this.#cells, this.#place, source)
  }
  #slim(): Slim {
    const slim: Partial<Record<SlimField, unknown>> = {}
    for (const field of slimFields) slim[field] = this.#cells.cell(field, this.#place)
    return slim as Slim
  }
  /** The same run after a change that is not stored yet. */
  with(change: Partial<RunSummary>): RunRow {
    return new RunRow(this.number, cellsOf({ ...this.#slim(), ...pickSlim(change) }), 0, this.#source)
  }
  /** A row among all does not follow whole summaries: one that comes would have all of them read again. */
  get #whole(): RunSummary | undefined {
    return this.#isNear ? this.#source.whole(this.id) : undefined
  }

  get id(): string {
    return this.#cells.cell('id', this.#place)
  }
  get name(): string {
    return this.#cells.cell('name', this.#place)
  }
  get project(): string {
    return this.#cells.cell('project', this.#place)
  }
  get state(): RunState {
    return this.#cells.cell('state', this.#place)
  }
  get endReason(): EndReason | null {
    return this.#cells.cell('endReason', this.#place)
  }
  get colourSlot(): number {
    return this.#cells.cell('colourSlot', this.#place)
  }
  get isStarred(): boolean {
    return this.#cells.cell('isStarred', this.#place)
  }
  get isArchived(): boolean {
    return this.#cells.cell('isArchived', this.#place)
  }
  get tags(): string[] {
    return this.#cells.cell('tags', this.#place)
  }
  get createdAt(): string {
    return this.#cells.cell('createdAt', this.#place)
  }
  get startedAt(): string | null {
    return this.#cells.cell('startedAt', this.#place)
  }
  get endedAt(): string | null {
    return this.#cells.cell('endedAt', this.#place)
  }
  get silentSince(): string | null {
    return this.#cells.cell('silentSince', this.#place)
  }
  get binnedAt(): string | null {
    return this.#cells.cell('binnedAt', this.#place)
  }
  get launchGroup(): string | null {
    return this.#cells.cell('launchGroup', this.#place)
  }
  get parentRun(): string | null {
    return this.#cells.cell('parentRun', this.#place)
  }
  get verifies(): string | null {
    return this.#cells.cell('verifies', this.#place)
  }
  get held(): boolean {
    return this.#cells.cell('held', this.#place)
  }
  get queuePosition(): number | null {
    return this.#whole?.queuePosition ?? null
  }
  get epochs(): number {
    return this.#cells.cell('epochs', this.#place)
  }
  get parameters(): number | null {
    return this.#cells.cell('parameters', this.#place)
  }

  /** A field that few lists read: of all runs, or of this one. */
  #field<Value extends ColumnValue>(field: RunField & keyof RunSummary, otherwise: Value): Value {
    const whole = this.#whole
    if (whole !== undefined) return whole[field] as Value
    if (this.#isNear) return otherwise
    return (this.#source.read(`run:${field}`, this.number) as Value | undefined) ?? otherwise
  }
  get notes(): string {
    return this.#field('notes', '')
  }
  get trainingSeconds(): number {
    return this.#field('trainingSeconds', 0)
  }
  get imagesPerSecond(): number | null {
    return this.#field<number | null>('imagesPerSecond', null)
  }
  get sparkline(): number[] {
    return this.#whole?.sparkline ?? []
  }
  get checkpointBytes(): number {
    return this.#field('checkpointBytes', 0)
  }
  get attempts(): number {
    return this.#field('attempts', 0)
  }
  get problems(): string[] {
    return this.#field<string[]>('problems', [])
  }

  // What only a whole summary says.
  get endMessage(): string | null {
    return this.#whole?.endMessage ?? null
  }
  get origin(): RunSummary['origin'] {
    return this.#whole?.origin ?? unknownOrigin
  }
  get recipe(): RunSummary['recipe'] {
    return this.#whole?.recipe ?? null
  }
  get plannedEpochs(): number | null {
    return this.#whole?.plannedEpochs ?? null
  }
  get stepsPerEpoch(): number | null {
    return this.#whole?.stepsPerEpoch ?? null
  }
  get capabilities(): RunSummary['capabilities'] {
    return this.#whole?.capabilities ?? []
  }
  get data(): RunSummary['data'] {
    return this.#whole?.data ?? null
  }
  get directions(): RunSummary['directions'] {
    return this.#whole?.directions ?? this.#source.said().directions
  }
  get stepKeys(): RunSummary['stepKeys'] {
    return this.#whole?.stepKeys ?? this.#source.said().stepKeys
  }
  get hiddenKeys(): RunSummary['hiddenKeys'] {
    return this.#whole?.hiddenKeys ?? this.#source.said().hiddenKeys
  }
  get goals(): RunSummary['goals'] {
    return this.#whole?.goals
  }
  get units(): RunSummary['units'] {
    return this.#whole?.units ?? this.#source.said().units
  }
  get roles(): RunSummary['roles'] {
    return this.#whole?.roles ?? this.#source.said().roles
  }
  get resumableFrom(): number | null {
    return this.#whole?.resumableFrom ?? null
  }
  get environment(): FlatConfig | null {
    return this.#whole?.environment ?? null
  }

  get #columns(): ColumnSource {
    return this.#isNear ? noColumns : this.#source
  }

  get config(): FlatConfig {
    return this.#whole?.config ?? (this.#config ??= valuesOf('config', this.#columns, this.number))
  }
  get summary(): FlatConfig {
    return this.#whole?.summary ?? (this.#summary ??= valuesOf('summary', this.#columns, this.number))
  }
  get series(): Record<string, SeriesDigest> {
    return this.#whole?.series ?? (this.#series ??= digestsOf(this.#columns, this.number))
  }
  /** As `bestValueOf` asks for it: of a row among all its column says it. */
  knownBest(key: string): number | null | undefined {
    return this.#isNear ? undefined : bestIn(this.#source, this.number, key)
  }
}

/** Of a change, what every row has. */
function pickSlim(change: Partial<RunSummary>): Partial<Slim> {
  const slim: Partial<Record<keyof Slim, unknown>> = {}
  for (const field of slimFields) if (change[field] !== undefined) slim[field] = change[field]
  return slim as Partial<Slim>
}

const cellsOf = (slim: Slim): Cells => ({ cell: (field) => slim[field] })

/** What every row has, of a whole summary. */
export const cellsOfRun = (run: RunSummary): Cells => cellsOf(pickSlim(run) as Slim)

/** So few rows have cells of their own: they come one by one, and an answer is a good deal more than what it says of one run. */
const fewRows = 50
const noTags: string[] = []

/** Rows of an answer with {@link slimColumns}: thousands of them stand in its columns as they came, and none is taken apart. */
export function rowsOf({ numbers, columns }: RunRows, source: RunSource): RunRow[] {
  const byField = Object.fromEntries(slimFields.map((field) => [field, columns[`run:${field}`]]))
  const cells: Cells = {
    cell: (field, place) => {
      const column = byField[field]
      const value = column === undefined ? undefined : columnValue(column, place)
      return (value ?? (field === 'tags' ? noTags : field === 'epochs' ? 0 : null)) as never
    },
  }
  const rows = Array.from(numbers, (number, place) => new RunRow(number, cells, place, source))
  return rows.length > fewRows ? rows : rows.map((row) => row.with({}))
}

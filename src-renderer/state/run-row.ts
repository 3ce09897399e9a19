/**
 * A run of a list: what every row shows is at hand, settings and series come from columns that are asked for when they are read, and the rest from
 * its whole summary, which few runs have here.
 */
import type { EndReason, RunState, RunSummary, SeriesDigest } from '@contract/run'
import { columnValue, type ColumnValue, type RunField, type RunRows } from '@contract/run-query'
import type { FlatConfig } from '@protocol/config'

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

type Slim = Pick<RunSummary, (typeof slimFields)[number]>

/** Where rows read what is not at hand. */
export type RunSource = {
  /** A value in a column of all runs. */
  readonly read: (column: string, run: number) => ColumnValue | undefined
  /** Keys that the project's runs have of a kind. */
  readonly keys: (kind: 'config' | 'summary') => readonly string[]
  /** What was said of the project's keys. */
  readonly said: () => Required<Pick<RunSummary, 'directions' | 'units' | 'roles'>>
  /** The whole summary; asked for where it is not here yet. */
  readonly whole: (id: string) => RunSummary | undefined
}

const unknownOrigin: RunSummary['origin'] = { kind: 'trained', facts: {} }

export class RunRow implements RunSummary {
  readonly number: number
  readonly #slim: Slim
  readonly #source: RunSource
  readonly #isNear: boolean
  #config: FlatConfig | undefined
  #summary: FlatConfig | undefined
  #series: Record<string, SeriesDigest> | undefined
  #near: RunRow | undefined

  /** @param isNear what is not at hand is read from the summary of this run alone. */
  constructor(number: number, slim: Slim, source: RunSource, isNear = false) {
    this.number = number
    this.#slim = slim
    this.#source = source
    this.#isNear = isNear
  }

  /** The same run where it is shown itself, and not as one of all: its whole summary is asked for, and no column. */
  get near(): RunRow {
    return (this.#near ??= this.#isNear ? this : new RunRow(this.number, this.#slim, this.#source, true))
  }
  /** The same run after a change that is not stored yet. */
  with(change: Partial<RunSummary>): RunRow {
    return new RunRow(this.number, { ...this.#slim, ...pickSlim(change) }, this.#source)
  }
  /** A row among all does not follow whole summaries: one that comes would have all of them read again. */
  get #whole(): RunSummary | undefined {
    return this.#isNear ? this.#source.whole(this.id) : undefined
  }

  get id(): string {
    return this.#slim.id
  }
  get name(): string {
    return this.#slim.name
  }
  get project(): string {
    return this.#slim.project
  }
  get state(): RunState {
    return this.#slim.state
  }
  get endReason(): EndReason | null {
    return this.#slim.endReason
  }
  get colourSlot(): number {
    return this.#slim.colourSlot
  }
  get isStarred(): boolean {
    return this.#slim.isStarred
  }
  get isArchived(): boolean {
    return this.#slim.isArchived
  }
  get tags(): string[] {
    return this.#slim.tags
  }
  get createdAt(): string {
    return this.#slim.createdAt
  }
  get startedAt(): string | null {
    return this.#slim.startedAt
  }
  get endedAt(): string | null {
    return this.#slim.endedAt
  }
  get silentSince(): string | null {
    return this.#slim.silentSince
  }
  get binnedAt(): string | null {
    return this.#slim.binnedAt
  }
  get launchGroup(): string | null {
    return this.#slim.launchGroup
  }
  get parentRun(): string | null {
    return this.#slim.parentRun
  }
  get verifies(): string | null {
    return this.#slim.verifies
  }
  get held(): boolean {
    return this.#slim.held
  }
  get queuePosition(): number | null {
    return this.#whole?.queuePosition ?? null
  }
  get epochs(): number {
    return this.#slim.epochs
  }
  get parameters(): number | null {
    return this.#slim.parameters
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

  get config(): FlatConfig {
    return this.#whole?.config ?? (this.#config ??= this.#keyed('config'))
  }
  get summary(): FlatConfig {
    return this.#whole?.summary ?? (this.#summary ??= this.#keyed('summary'))
  }
  get series(): Record<string, SeriesDigest> {
    return this.#whole?.series ?? (this.#series ??= byKey((key) => this.#digest(key)))
  }

  #keyed(kind: 'config' | 'summary'): FlatConfig {
    return byKey(
      (key) => (this.#isNear ? undefined : this.#source.read(`${kind}:${key}`, this.number)),
      () => (this.#isNear ? [] : this.#source.keys(kind)),
    )
  }
  #digest(key: string): SeriesDigest | undefined {
    if (this.#isNear) return undefined
    const read = (part: string) => this.#source.read(`${part}:${key}`, this.number)
    return typeof read('count') === 'number' ? new ColumnDigest(read) : undefined
  }
}

/** A digest whose parts are columns: none is asked for that nobody reads. */
class ColumnDigest implements SeriesDigest {
  readonly #read: (part: string) => ColumnValue | undefined

  constructor(read: (part: string) => ColumnValue | undefined) {
    this.#read = read
  }
  #number(part: string): number | null {
    const value = this.#read(part)
    return typeof value === 'number' ? value : null
  }
  get by(): SeriesDigest['by'] {
    return this.#read('isByStep') === true ? 'step' : 'epoch'
  }
  get count(): number {
    return this.#number('count') ?? 0
  }
  get firstStep(): number | null {
    return this.#number('firstStep')
  }
  get lastStep(): number | null {
    return this.#number('lastStep')
  }
  get last(): number | null {
    return this.#number('last')
  }
  get minimum(): number | null {
    return this.#number('min')
  }
  get minimumStep(): number | null {
    return this.#number('minStep')
  }
  get maximum(): number | null {
    return this.#number('max')
  }
  get maximumStep(): number | null {
    return this.#number('maxStep')
  }
  get nan(): number {
    return this.#number('nan') ?? 0
  }
  get infinite(): number {
    return this.#number('infinite') ?? 0
  }
  get positiveInfinityStep(): number | null {
    return this.#number('infinityStep')
  }
  get negativeInfinityStep(): number | null {
    return this.#number('minusInfinityStep')
  }
}

/**
 * A record that is read key by key. Which keys one run has is in its whole summary; here stand all that the runs of the project have, with
 * undefined for those that it does not: whoever looks through the keys of many runs reads no column that it does not look into.
 */
function byKey<Value>(
  read: (key: string) => Value | undefined,
  keys: () => readonly string[] = () => [],
): Record<string, Value> {
  return new Proxy(Object.create(null) as Record<string, Value>, {
    get: (_, key) => (typeof key === 'string' ? read(key) : undefined),
    has: (_, key) => typeof key === 'string' && read(key) !== undefined,
    ownKeys: () => [...keys()],
    getOwnPropertyDescriptor: (_, key) =>
      typeof key !== 'string'
        ? undefined
        : {
            enumerable: true,
            configurable: true,
            get: () => read(key),
          },
  })
}

/** Of a change, what every row has. */
function pickSlim(change: Partial<RunSummary>): Partial<Slim> {
  const slim: Partial<Record<keyof Slim, unknown>> = {}
  for (const field of slimFields) if (change[field] !== undefined) slim[field] = change[field]
  return slim as Partial<Slim>
}

/** What every row has, of a whole summary. */
export const slimOf = (run: RunSummary): Slim => pickSlim(run) as Slim

/** Rows of an answer with {@link slimColumns}. */
export function* readRows({ numbers, columns }: RunRows): Generator<{ readonly number: number; readonly slim: Slim }> {
  const cells = slimFields.map((field) => columns[`run:${field}`])
  for (let place = 0; place < numbers.length; place += 1) {
    const slim: Partial<Record<keyof Slim, unknown>> = {}
    slimFields.forEach((field, at) => {
      const column = cells[at]
      const value = column === undefined ? undefined : columnValue(column, place)
      slim[field] = value ?? (field === 'tags' ? [] : field === 'epochs' ? 0 : null)
    })
    yield { number: numbers[place] ?? 0, slim: slim as Slim }
  }
}

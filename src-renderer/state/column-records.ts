/**
 * Settings and series of a row as records whose values are in columns. A change of the list makes them for ten thousand runs, so that they share
 * what they can: the handlers of their proxies and the names of the columns.
 */
import type { SeriesDigest } from '@contract/run'
import type { ColumnValue } from '@contract/run-query'
import type { FlatConfig } from '@protocol/config'

type ValueKind = 'config' | 'summary'

export type ColumnSource = {
  /** A value in a column of all runs. */
  readonly read: (column: string, run: number) => ColumnValue | undefined
  /** Those that the runs of the project have. */
  readonly keys: (kind: ValueKind) => readonly string[]
}

/** Of a row that reads no column. */
export const noColumns: ColumnSource = { read: () => undefined, keys: () => [] }

/** Of which run a record is; what its proxy stands in front of. */
type Owner = { readonly source: ColumnSource; readonly run: number }

/**
 * A record that is read key by key. Which keys one run has is in its whole summary; here stand all that the runs of the project have, with
 * undefined for those that it does not: whoever looks through the keys of many runs reads no column that it does not look into.
 */
function recordHandler(
  read: (owner: Owner, key: string) => unknown,
  keys: (owner: Owner) => readonly string[],
): ProxyHandler<Owner> {
  return {
    get: (owner, key) => (typeof key === 'string' ? read(owner, key) : undefined),
    has: (owner, key) => typeof key === 'string' && read(owner, key) !== undefined,
    ownKeys: (owner) => [...keys(owner)],
    getPrototypeOf: () => null,
    getOwnPropertyDescriptor: (owner, key) =>
      typeof key !== 'string' ? undefined : { enumerable: true, configurable: true, get: () => read(owner, key) },
  }
}

const namesByKind = { config: new Map<string, string>(), summary: new Map<string, string>() }

function columnOf(kind: ValueKind, key: string): string {
  let name = namesByKind[kind].get(key)
  if (name === undefined) namesByKind[kind].set(key, (name = `${kind}:${key}`))
  return name
}

const valueHandlers = {
  config: recordHandler(
    ({ source, run }, key) => source.read(columnOf('config', key), run),
    ({ source }) => source.keys('config'),
  ),
  summary: recordHandler(
    ({ source, run }, key) => source.read(columnOf('summary', key), run),
    ({ source }) => source.keys('summary'),
  ),
}

/** A run's settings, or what its program said of its end. */
export const valuesOf = (kind: ValueKind, source: ColumnSource, run: number): FlatConfig =>
  new Proxy<Owner>({ source, run }, valueHandlers[kind]) as unknown as FlatConfig

const digestHandler = recordHandler(
  ({ source, run }, key) => {
    const columns = digestColumns(key)
    return typeof source.read(columns.count, run) === 'number' ? new ColumnDigest(source, run, columns) : undefined
  },
  () => [],
)

/** The best value of a run's series; null where it has none. One column, where a digest is five. */
export function bestIn(source: ColumnSource, run: number, key: string): number | null {
  const value = source.read(digestColumns(key).best, run)
  return typeof value === 'number' ? value : null
}

/** Digests of a run's series. */
export const digestsOf = (source: ColumnSource, run: number): Record<string, SeriesDigest> =>
  new Proxy<Owner>({ source, run }, digestHandler) as unknown as Record<string, SeriesDigest>

const digestParts = [
  'best',
  'isByStep',
  'count',
  'firstStep',
  'lastStep',
  'last',
  'min',
  'minStep',
  'max',
  'maxStep',
  'nan',
  'infinite',
  'infinityStep',
  'minusInfinityStep',
] as const
type DigestColumns = Readonly<Record<(typeof digestParts)[number], string>>

const columnsByKey = new Map<string, DigestColumns>()

/** Names of the columns that hold a series' digest: made once for a key, as a change of the list reads them for thousands of runs. */
function digestColumns(key: string): DigestColumns {
  let columns = columnsByKey.get(key)
  if (columns === undefined) {
    columns = Object.fromEntries(digestParts.map((part) => [part, `${part}:${key}`])) as DigestColumns
    columnsByKey.set(key, columns)
  }
  return columns
}

/** A digest whose parts are columns: none is asked for that nobody reads. */
class ColumnDigest implements SeriesDigest {
  readonly #source: ColumnSource
  readonly #run: number
  readonly #columns: DigestColumns

  constructor(source: ColumnSource, run: number, columns: DigestColumns) {
    this.#source = source
    this.#run = run
    this.#columns = columns
  }
  #read(part: keyof DigestColumns): ColumnValue | undefined {
    return this.#source.read(this.#columns[part], this.#run)
  }
  #number(part: keyof DigestColumns): number | null {
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

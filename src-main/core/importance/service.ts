/** Which settings mattered: columns are read in slices on the core's own thread, and the forest is grown in one beside it. */
import { PlateauError } from '../../contract/errors'
import type { ImportanceInput, ImportanceResult } from '../../contract/importance'
import type { ColumnData } from '../../contract/run-query'
import type { Mattered } from '../../maths/importance/what-mattered'
import type { QueryProblem } from '../../model/query/tree'
import { entryPath } from '../../platform/spawn-node'
import type { RunQueryService } from '../history/queries'
import type { ClientSession } from '../server'
import { createThread } from '../thread'

/** Runs as columns; `numbers` are their short names, in the order of the rows. */
export type ImportanceTable = {
  readonly numbers: Float64Array
  readonly settings: readonly { readonly key: string; readonly column: ColumnData }[]
  readonly target: ColumnData
}
export type ImportanceAnswer = Mattered

export type ImportanceService = {
  /**
   * The last question of a client is the one that counts: one before it, still unanswered, is let go.
   * @throws PlateauError `cancelled` where it was, `invalid-input` where it takes too long
   */
  read(input: ImportanceInput, session: Pick<ClientSession, 'id'>): Promise<ImportanceResult>
  /** The client has left, or wants no answer any more. */
  leave(session: Pick<ClientSession, 'id'>): void
  close(): void
}

/** A hundred times what a thousand runs take. */
const mostSeconds = 60
/** Keys that are read: beyond them, those that most runs have. */
const mostKeys = 1_000
/** Columns that are read at once: each is a step, and their parts are put together in memory. */
const columnsAtOnce = 50

/** @param script what the thread runs */
export function createImportanceService(
  queries: RunQueryService,
  script: () => string = () => entryPath('importance'),
): ImportanceService {
  const thread = createThread<ImportanceTable, ImportanceAnswer>({
    script,
    work: 'Working out what mattered',
    advice: 'Choose fewer runs.',
    failure: 'What mattered cannot be worked out on this machine',
    failureCode: 'internal',
    limitSeconds: mostSeconds,
    isKept: true,
  })
  const active = new Map<number, AbortController>()
  const end = (session: number) => {
    active.get(session)?.abort(new PlateauError('cancelled', 'Nobody waits for what mattered any more.'))
    active.delete(session)
  }

  async function find(input: ImportanceInput): Promise<{ numbers: number[]; problem: QueryProblem | null }> {
    const { project, where, archived, runs } = input
    if (runs !== undefined) {
      const found = await queries.columns({ columns: ['run:number'], runs })
      return { numbers: [...found.numbers], problem: null }
    }
    const { order, problem } = await queries.query({ project, where, archived })
    return { numbers: [...order], problem }
  }

  async function readColumns(
    { project, metric, value }: ImportanceInput,
    runs: number[],
    signal: AbortSignal,
  ): Promise<ImportanceTable> {
    const { config } = await queries.keys(project)
    const keys = [...config]
      .sort((left, right) => right.runs - left.runs)
      .slice(0, mostKeys)
      .map(({ key }) => key)
    const id = `${value}:${metric}`
    const { numbers, columns } = await queries.columns({ columns: [id], runs })
    const target = columns[id]
    if (target === undefined) throw new PlateauError('invalid-input', `There is no ${value} of ${metric}.`)
    const settings: { key: string; column: ColumnData }[] = []
    for (let from = 0; from < keys.length; from += columnsAtOnce) {
      signal.throwIfAborted()
      const some = keys.slice(from, from + columnsAtOnce)
      const read = await queries.columns({ columns: some.map((key) => `config:${key}`), runs: [...numbers] })
      for (const key of some) {
        const column = read.columns[`config:${key}`]
        if (column !== undefined && read.numbers.length === numbers.length) settings.push({ key, column })
      }
    }
    return { numbers, settings, target }
  }

  return {
    async read(input, { id }) {
      end(id)
      const controller = new AbortController()
      const { signal } = controller
      active.set(id, controller)
      try {
        const { numbers, problem } = await find(input)
        signal.throwIfAborted()
        const table = await readColumns(input, numbers, signal)
        return { problem, ...(await thread.ask(table, signal)) }
      } finally {
        if (active.get(id) === controller) active.delete(id)
      }
    },
    leave: ({ id }) => end(id),
    close() {
      for (const session of [...active.keys()]) end(session)
      thread.close()
    },
  }
}

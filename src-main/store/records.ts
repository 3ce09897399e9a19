/** Runs that others write: begun, described. Rows become contract types in `run-rows` alone. */
import type { RunOrigin } from '../contract/run'
import type { Database } from './database'

export type NewRecord = {
  readonly id: string
  /** The project's id. */
  readonly project: string
  readonly name: string
  readonly origin: RunOrigin
  /** JSON texts. */
  readonly config: string
  readonly environment: string | null
  /** Sentences on what was not taken in as it was sent. */
  readonly problems: readonly string[]
  readonly dataSet: string | null
  readonly stepsAreEpochs: boolean
  readonly colourSlot: number
  readonly launchGroup: string | null
  readonly createdAt: string
  readonly startedAt: string
}

export type RecordChange = {
  readonly config?: string | undefined
  readonly environment?: string | undefined
  readonly summary?: string | undefined
  readonly problems?: readonly string[] | undefined
  readonly dataSet?: string | undefined
}

export type NewDataSet = {
  readonly id: string
  readonly name: string
  readonly hash: string | null
  readonly task: string | null
}

/** Prepared statements over `runs` and `data_sets`. */
export function createRecordRepository(database: Database) {
  const insert = database.prepare(`
    INSERT INTO runs (id, project, name, origin, state, config, recipe, environment, problems, data_set, steps_are_epochs, colour_slot,
      launch_group, detached, created_at, started_at)
    VALUES (@id, @project, @name, @origin, 'running', @config, NULL, @environment, @problems, @dataSet, @stepsAreEpochs, @colourSlot,
      @launchGroup, 1, @createdAt, @startedAt)`)
  const change = database.prepare(`
    UPDATE runs SET config = coalesce(@config, config), environment = coalesce(@environment, environment),
      summary = coalesce(@summary, summary), problems = coalesce(@problems, problems), data_set = coalesce(@dataSet, data_set), indexed = 0
    WHERE id = @id`)
  const stored = database.prepare<[string], Readonly<Record<'config' | 'environment' | 'summary', unknown>>>(
    'SELECT config, environment, summary FROM runs WHERE id = ?',
  )
  const keepData = database.prepare(`
    INSERT INTO data_sets (id, name, hash, task) VALUES (@id, @name, @hash, @task)
    ON CONFLICT (id) DO UPDATE SET hash = coalesce(hash, excluded.hash), task = coalesce(task, excluded.task)`)
  const dataHash = database.prepare<[string], string | null>('SELECT hash FROM data_sets WHERE id = ?').pluck()

  return {
    insert: (run: NewRecord): void =>
      void insert.run({
        ...run,
        origin: JSON.stringify(run.origin),
        problems: JSON.stringify(run.problems),
        stepsAreEpochs: run.stepsAreEpochs ? 1 : 0,
      }),
    /** Writes what is given and leaves the rest. */
    change: (id: string, { config, environment, summary, problems, dataSet }: RecordChange): void =>
      void change.run({
        id,
        config: config ?? null,
        environment: environment ?? null,
        summary: summary ?? null,
        problems: problems === undefined ? null : JSON.stringify(problems),
        dataSet: dataSet ?? null,
      }),
    /** JSON texts as they are stored. */
    stored: (id: string): Readonly<Record<'config' | 'environment' | 'summary', unknown>> | undefined => stored.get(id),
    /**
     * The id under which a data set is kept: its own, or where that has another hash one of its own beside it.
     */
    keepDataSet(data: NewDataSet): string {
      const known = dataHash.get(data.id)
      const isOther = typeof known === 'string' && data.hash !== null && known !== data.hash
      const id = isOther ? `${data.id}@${data.hash}` : data.id
      keepData.run({ ...data, id })
      return id
    },
  }
}

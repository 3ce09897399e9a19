/** Runs that were started of programs: their jobs, and what those that ended say of the next. */
import type { z } from 'zod'
import {
  programStoppingSchema,
  programValuesSchema,
  type ProgramStopping,
  type ProgramValues,
} from '../contract/programs'
import { runnerJobSchema } from '../contract/runner-protocol'
import type { RunOrigin } from '../contract/run'
import type { Database } from './database'
import { readStored } from './stored-json'

/** What is started; where its files lie is worked out when it is. */
const storedJobSchema = runnerJobSchema.pick({
  command: true,
  folder: true,
  environment: true,
  variables: true,
  results: true,
  stop: true,
})
export type StoredJob = z.infer<typeof storedJobSchema>

export type ProgramJob = {
  readonly program: string
  readonly chosen: ProgramValues
  /** Null where what is stored cannot be read. */
  readonly job: StoredJob | null
  readonly stopping: ProgramStopping | null
  /** Bytes of its records that were taken in. */
  readonly taken: number
}

export type NewProgramRun = {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly origin: RunOrigin
  /** JSON text. */
  readonly config: string
  readonly problems: readonly string[]
  readonly colourSlot: number
  readonly launchGroup: string | null
  readonly parentRun: string | null
  readonly detached: boolean
  readonly held: boolean
  readonly createdAt: string
}

type JobRow = { program: string; chosen: string; job: string; stopping: string | null; taken: number }

function fromRow(row: JobRow): ProgramJob {
  const chosen = readStored(row.chosen, programValuesSchema)
  const job = readStored(row.job, storedJobSchema)
  const stopping = row.stopping === null ? null : readStored(row.stopping, programStoppingSchema)
  return {
    program: row.program,
    chosen: chosen.ok ? chosen.value : {},
    job: job.ok ? job.value : null,
    stopping: stopping?.ok === true ? stopping.value : null,
    taken: row.taken,
  }
}

/** Prepared statements over `program_jobs`, and over `runs` as far as they are of programs. */
export const createProgramRuns = (database: Database) => ({
  ...createJobs(database),
  ...createPastRuns(database),
})

/** What runs were started with. */
function createJobs(database: Database) {
  const insertRun = database.prepare(`
    INSERT INTO runs (id, project, name, origin, state, config, recipe, problems, colour_slot, launch_group, parent_run, detached, held,
      queue_position, created_at)
    SELECT @id, @project, @name, @origin, 'queued', @config, NULL, @problems, @colourSlot, @launchGroup, @parentRun, @detached, @held,
      coalesce(max(queue_position), 0) + 1, @createdAt FROM runs`)
  const insertJob = database.prepare(
    'INSERT INTO program_jobs (run, program, chosen, job, stopping) VALUES (@run, @program, @chosen, @job, @stopping)',
  )
  const jobOf = database.prepare<[string], JobRow>(
    'SELECT program, chosen, job, stopping, taken FROM program_jobs WHERE run = ?',
  )
  const stoppingOf = database
    .prepare<[string], string | null>('SELECT stopping FROM program_jobs WHERE run = ?')
    .pluck()
  const setTaken = database.prepare('UPDATE program_jobs SET taken = ? WHERE run = ?')
  const setStepsAreEpochs = database.prepare(`
    UPDATE runs SET steps_are_epochs = 1 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM series WHERE series.run = runs.number AND series.count > 0)`)
  const number = database.prepare<[string], number>('SELECT number FROM runs WHERE id = ?').pluck()

  return {
    /** Queues a run of a program. @returns its number */
    insertRun(run: NewProgramRun, job: Omit<ProgramJob, 'taken' | 'job'> & { readonly job: StoredJob }): number {
      insertRun.run({
        ...run,
        origin: JSON.stringify(run.origin),
        problems: JSON.stringify(run.problems),
        detached: run.detached ? 1 : 0,
        held: run.held ? 1 : 0,
      })
      insertJob.run({
        run: run.id,
        program: job.program,
        chosen: JSON.stringify(job.chosen),
        job: JSON.stringify(job.job),
        stopping: job.stopping === null ? null : JSON.stringify(job.stopping),
      })
      return number.get(run.id) ?? -1
    },
    /** Null for a run that this home has not started of a program. */
    jobOf(run: string): ProgramJob | null {
      const row = jobOf.get(run)
      return row === undefined ? null : fromRow(row)
    },
    /** The rule that stops a run; null for none. */
    stoppingOf(run: string): ProgramStopping | null {
      const text = stoppingOf.get(run) ?? null
      const read = text === null ? null : readStored(text, programStoppingSchema)
      return read?.ok === true ? read.value : null
    },
    setTaken: (run: string, bytes: number): void => void setTaken.run(bytes, run),
    /** Its steps are epochs, where it has no point yet. */
    setStepsAreEpochs: (run: string): void => void setStepsAreEpochs.run(run),
  }
}

/** What there is of a program's runs. */
function createPastRuns(database: Database) {
  const lastSeconds = database.prepare<[string], { startedAt: string; endedAt: string }>(`
    SELECT started_at AS startedAt, ended_at AS endedAt FROM runs JOIN program_jobs ON program_jobs.run = runs.id
    WHERE program = ? AND end_reason IN ('completed', 'early-stopped') AND started_at IS NOT NULL
    ORDER BY ended_at DESC LIMIT 1`)
  const countTimed = database
    .prepare<[string], number>(
      `SELECT count(*) FROM runs JOIN program_jobs ON program_jobs.run = runs.id
       WHERE program = ? AND end_reason IN ('completed', 'early-stopped') AND started_at IS NOT NULL`,
    )
    .pluck()
  const finished = database.prepare<[string, string, string, number], { run: string; command: string }>(`
    SELECT runs.id AS run, json_extract(job, '$.command') AS command FROM program_jobs JOIN runs ON runs.id = program_jobs.run
    WHERE program = ? AND project = ? AND json_extract(job, '$.folder') = ? AND binned_at IS NULL
      AND end_reason IN ('completed', 'early-stopped')
    ORDER BY runs.number DESC LIMIT ?`)
  const runsOf = database
    .prepare<[string, string, number], string>(
      `SELECT runs.id FROM program_jobs JOIN runs ON runs.id = program_jobs.run
      WHERE program = ? AND project = ? AND binned_at IS NULL ORDER BY runs.number DESC LIMIT ?`,
    )
    .pluck()

  return {
    /** Ids of a program's runs in a project, newest first. */
    runsOf: (program: string, project: string, most: number): string[] => runsOf.all(program, project, most),
    /** Runs of a program in a project and folder that came to their end, newest first: each with its command, a word each, as JSON. */
    listFinished: (program: string, project: string, folder: string, most: number) =>
      finished.all(program, project, folder, most),
    /** Runs of a program that came to their end, and whose time is known. */
    countTimed: (program: string): number => countTimed.get(program) ?? 0,
    /** Seconds that the last run of a program took that came to its end; null where there is none. */
    lastSeconds(program: string): number | null {
      const row = lastSeconds.get(program)
      return row === undefined ? null : Math.max(0, (Date.parse(row.endedAt) - Date.parse(row.startedAt)) / 1_000)
    },
  }
}

/** Records of journals and requests into the history: what a program says of its run, beside points. */
import { join } from 'node:path'
import { annotationSchema } from '../../contract/annotations'
import type { JsonObject } from '../../protocol/config'
import type { JournalRecordOf } from '../../protocol/journal/records'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { mergeConfigs } from '../history/authors/given'
import type { AuthorService } from '../history/authors/service'
import type { MediaService } from '../history/media'
import type { JournalBatch, TakenRecord, UnfitContents } from './messages'

export type RecordWriterOptions = {
  readonly store: Store
  readonly authors: AuthorService
  readonly media: MediaService
  /** HOME/journals. */
  readonly folder: string
  readonly now: () => number
}

export type RecordWriter = ReturnType<typeof createRecordWriter>

export function createRecordWriter({ store, authors, media, folder, now }: RecordWriterOptions) {
  const isTaken = (run: string, name: string): boolean =>
    store.annotations.isNameTaken(run, name) || (store.runs.get(name)?.id ?? run) !== run

  /** Name, tags and notes that a program gives its run after the beginning. What cannot be is said, and changes nothing. */
  function takeWishes(run: StoredRun, { name, tags, notes }: JournalRecordOf<'run'>): void {
    const wished = { name, tags, notes }
    for (const what of ['name', 'tags', 'notes'] as const) {
      if (wished[what] === undefined) continue
      const read = annotationSchema.safeParse({ [what]: wished[what] })
      if (!read.success)
        authors.note(
          run.id,
          'warning',
          `Its ${what} could not be changed: ${read.error.issues[0]?.message ?? 'not valid'}.`,
        )
      else if (read.data.name !== undefined && isTaken(run.id, read.data.name))
        authors.note(run.id, 'info', `Another run is already called ${read.data.name}: it keeps its own name.`)
      else store.annotations.change(run.id, read.data)
    }
  }

  function addLines(run: string, { level, lines, time }: JournalRecordOf<'log'>): void {
    for (const line of lines) authors.note(run, level, line, timeOf(time))
  }

  function alert(run: string, { level, title, text, time }: JournalRecordOf<'alert'>): void {
    authors.note(run, level, text === '' ? title : `${title}: ${text}`, timeOf(time))
  }

  function put(run: StoredRun, record: Exclude<TakenRecord, DescribingRecord>, unfit: UnfitContents): void {
    if (record.type === 'run') takeWishes(run, record)
    else if (record.type === 'log') addLines(run.id, record)
    else if (record.type === 'alert') alert(run.id, record)
    else if (record.type === 'state') {
      if (record.state === 'stopping') store.runs.markStopping(run.id)
    } else {
      const problem = media.keep(run, record, { folder: join(folder, run.id), unfit, now: now() })
      if (problem !== null) authors.note(run.id, 'warning', problem)
    }
  }

  return {
    /** To be called within a transaction; `forget` undoes what is remembered where that fails. How a run ends is not among it. */
    putAll(run: StoredRun, { records, unfit }: Pick<JournalBatch, 'records' | 'unfit'>): void {
      const describing: DescribingRecord[] = []
      for (const record of records)
        if (isDescribing(record)) describing.push(record)
        else put(run, record, unfit)
      if (describing.length > 0) authors.describe(run, descriptionOf(describing), { isBinnedToo: true })
    },
    forget: (run: string): void => media.forget(run),
  }
}

/** Records that say what a run is. Those that come together are taken in together, as each may be large in the end. */
type DescribingRecord = JournalRecordOf<'config' | 'summary' | 'metric'>

const isDescribing = (record: TakenRecord): record is DescribingRecord =>
  record.type === 'config' || record.type === 'summary' || record.type === 'metric'

function descriptionOf(records: readonly DescribingRecord[]): Parameters<AuthorService['describe']>[1] {
  const config: JsonObject[] = []
  const summary: JsonObject[] = []
  const metrics: JournalRecordOf<'metric'>[] = []
  for (const record of records)
    if (record.type === 'config') config.push(record.config)
    else if (record.type === 'summary') summary.push(record.summary)
    else metrics.push(record)
  return {
    config: merged(config),
    summary: merged(summary),
    metrics: metrics.map(({ key, direction, unit, step, goal, hidden }) => ({
      key,
      direction,
      unit,
      step,
      goal,
      hidden,
    })),
  }
}

const merged = (parts: readonly JsonObject[]): JsonObject | undefined =>
  parts.length === 0 ? undefined : parts.reduce(mergeConfigs)

/** @param time milliseconds since 1970. @returns as ISO 8601; undefined for what no date can say */
export const timeOf = (time: number | undefined): string | undefined =>
  time === undefined || !(Math.abs(time) < 8.64e15) ? undefined : new Date(time).toISOString()

/** A run's log as rows of one line each: counted by level, filtered, and searched. A hundred thousand of them are looked through in one go. */
import { logLevels, type LogEntry } from '@contract/run'

export type LogLevel = LogEntry['level']
/** A line of an entry; entries of several lines (a traceback) are several rows. */
export type LogRow = {
  readonly entry: LogEntry
  readonly text: string
  /** Not the first of its entry: time and level stand above. */
  readonly isContinued: boolean
  /** What is searched. */
  readonly lower: string
}

/** One level alone, or all. Debug is in `all` only where it is asked for: libraries print much of it. */
export type LogFilter = { readonly level: LogLevel | 'all'; readonly hasDebug: boolean }

/** Longer lines are cut in the list; they are copied whole. */
const mostLetters = 10_000

export function toLogRows(entries: readonly LogEntry[]): LogRow[] {
  return entries.flatMap((entry) =>
    entry.message.split(/\r\n|\r|\n/).map((line, index): LogRow => {
      const text = line.length > mostLetters ? `${line.slice(0, mostLetters)}…` : line
      return { entry, text, isContinued: index > 0, lower: text.toLowerCase() }
    }),
  )
}

export type LogCounts = Readonly<Record<LogLevel, number>>
export const noLogCounts: LogCounts = { debug: 0, info: 0, warning: 0, error: 0 }

export function addToCounts(counts: LogCounts, entries: readonly LogEntry[]): LogCounts {
  const sum = { ...counts }
  for (const { level } of entries) sum[level] += 1
  return sum
}

export const totalOf = (counts: LogCounts): number => logLevels.reduce((sum, level) => sum + counts[level], 0)

export function filterRows(rows: readonly LogRow[], { level, hasDebug }: LogFilter): readonly LogRow[] {
  if (level === 'all' && hasDebug) return rows
  return rows.filter(({ entry }) => (level === 'all' ? entry.level !== 'debug' : entry.level === level))
}

/** Indices of the rows that have the words, small and capital letters alike; none for no words. */
export function searchRows(rows: readonly LogRow[], words: string): number[] {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return []
  const hits: number[] = []
  rows.forEach(({ lower }, index) => {
    if (lower.includes(wanted)) hits.push(index)
  })
  return hits
}

/** The hit behind (1) or before (-1) another one, round at the ends. @param at index among the hits, -1 before any was gone to. */
export function stepHit(count: number, at: number, way: 1 | -1): number {
  if (count === 0) return -1
  if (at < 0) return way === 1 ? 0 : count - 1
  return (at + way + count) % count
}

/** Entries as text, each once. */
export function logText(rows: readonly LogRow[]): string {
  return rows
    .filter(({ isContinued }) => !isContinued)
    .map(({ entry: { time, level, message } }) => `${time} ${level} ${message}`)
    .join('\n')
}

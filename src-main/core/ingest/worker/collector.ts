/** Gathers what is read of one journal into one batch, as much as the core can store in one turn. */
import { TextDecoder } from 'node:util'
import { whyTooMuch } from '../../../contract/plain-data'
import { whyNoSeriesKey } from '../../../contract/text'
import { whyTooLarge } from '../../../protocol/given-size'
import type { JournalListener } from '../../../protocol/journal/reading'
import { fromJson, readRecord, type JournalRecord } from '../../../protocol/journal/records'
import type { JournalCounts, JournalKey } from '../../../store/journals'
import { mostDetailBytes, shortenMedium } from '../../../protocol/journal/media-limits'
import type { JournalBatch, PointColumns, StartedAttempt, TakenRecord } from '../messages'

/** Numbers for keys that a journal may declare; of more, the points are counted. */
const mostJournalKeys = 20_000
/** UTF-8 of 200 characters. */
const mostKeyBytes = 800
const mostJsonValues = 2_000_000
/** A longer line of a log is cut. */
const mostLogCharacters = 20_000

/** What the core's work on each thing takes, in microseconds, measured on a slow machine; and what one batch may take. */
const costs = { record: 60, newKey: 150, key: 60, value: 2.5 }
export const usualBudget = 6_000

/** Of a journal, what outlives a batch. */
export type JournalMemory = {
  /** Null: a key that none can be. */
  readonly keys: Map<number, string | null>
  /** Keys of its run that were seen by this thread. */
  readonly seen: Set<string>
  /** The first key that none can be, and why. */
  firstBadKey: string | null
  /** From this moment on a newer attempt writes: milliseconds since 1970. */
  fence: number
}

/** Of what comes without a journal: nothing is known before it, and nothing fences it off. */
export const newMemory = (): JournalMemory => ({
  keys: new Map(),
  seen: new Set(),
  firstBadKey: null,
  fence: Number.POSITIVE_INFINITY,
})

type Draft = { keys: string[]; rows: number[]; steps: number[]; times: number[]; values: number[] }
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

export type Collector = ReturnType<typeof createCollector>

export function createCollector(memory: JournalMemory, budget = usualBudget) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const newKeys: JournalKey[] = []
  const pending = new Map<number, string | null>()
  const indexOf = new Map<string, number>()
  const draft: Draft = { keys: [], rows: [], steps: [], times: [], values: [] }
  const records: JournalBatch['records'][number][] = []
  const counts: Partial<Mutable<JournalCounts>> = {}
  let left = budget
  let attempt: StartedAttempt | null = null
  let firstInvalid: string | null = null
  let isHeard = false

  const count = (what: keyof JournalCounts) => (counts[what] = (counts[what] ?? 0) + 1)

  function invalid(reason: string) {
    count('invalid')
    firstInvalid ??= reason
  }

  function addPoint(key: string, step: number, time: number, value: number) {
    left -= costs.value
    if (!Number.isSafeInteger(step) || step < 0) {
      count('badSteps')
      return
    }
    if (time > memory.fence) {
      count('fenced')
      return
    }
    let index = indexOf.get(key)
    if (index === undefined) {
      index = draft.keys.length
      indexOf.set(key, index)
      draft.keys.push(key)
      left -= memory.seen.has(key) ? costs.key : costs.newKey
    }
    draft.rows.push(index)
    draft.steps.push(step)
    draft.times.push(time)
    draft.values.push(value)
  }

  const keyOf = (number: number): string | null | undefined =>
    pending.has(number) ? pending.get(number) : memory.keys.get(number)

  const listener: JournalListener = {
    hasRoom: () => left > 0,
    key(number, name) {
      isHeard = true
      if (memory.keys.size + pending.size >= mostJournalKeys) return
      left -= 5
      const key = readKey(name)
      if (typeof key !== 'string') memory.firstBadKey ??= key.problem
      const known = typeof key === 'string' ? key : null
      pending.set(number, known)
      newKeys.push([number, known])
    },
    value(number, step, time, value) {
      isHeard = true
      const key = keyOf(number)
      if (typeof key === 'string') addPoint(key, step, time, value)
      else {
        left -= costs.value
        count(key === null ? 'badKeys' : memory.keys.size + pending.size >= mostJournalKeys ? 'tooManyKeys' : 'invalid')
      }
    },
    json(text, skip) {
      isHeard = true
      return takeParsed(parse(text), text.length, skip)
    },
    unknown: () => void count('unknown'),
  }

  function takeParsed(
    parsed: { readonly value: unknown } | { readonly problem: string },
    bytes: number,
    skip: number,
  ): number | null {
    const read = 'problem' in parsed ? ({ kind: 'invalid', reason: parsed.problem } as const) : readRecord(parsed.value)
    if (read.kind === 'unknown') count('unknown')
    else if (read.kind === 'invalid') invalid(read.reason)
    else if (read.record.type === 'points') return addJsonPoints(read.record, skip)
    else if (read.record.type === 'log') return addLines(read.record, skip)
    else addRecord(read.record, bytes)
    return null
  }

  function parse(text: Uint8Array): { readonly value: unknown } | { readonly problem: string } {
    try {
      const json = decoder.decode(text)
      const tooMuch = whyTooMuch(json, mostJsonValues)
      return tooMuch === null ? { value: JSON.parse(json) as unknown } : { problem: `it ${tooMuch}` }
    } catch (error) {
      return { problem: error instanceof SyntaxError ? 'it is not valid JSON' : 'it is not text in UTF-8' }
    }
  }

  /** @returns how many of its lines are taken by now, where there was no room for all of them */
  function addLines({ lines, ...record }: Extract<JournalRecord, { type: 'log' }>, skip: number): number | null {
    let end = skip
    for (; end < lines.length && (left > 0 || end === skip); end += 1) left -= costs.record
    if ((record.time ?? 0) > memory.fence) count('fenced')
    else if (end > skip) records.push({ ...record, lines: lines.slice(skip, end).map(cutLine) })
    return end < lines.length ? end : null
  }

  function addRecord(record: Exclude<JournalRecord, { type: 'points' | 'log' }>, bytes: number) {
    left -= costs.record + Math.min(bytes, 2 * mostDetailBytes) / 100
    if (record.type === 'attempt') {
      attempt ??= { attempt: record.attempt, begunAt: record.time ?? null, writer: record.writer }
      return
    }
    const tooLarge = describeTooLarge(record)
    if (tooLarge !== null) invalid(tooLarge)
    else if ((record.time ?? 0) > memory.fence) count('fenced')
    else records.push(bytes > mostDetailBytes ? shorten(record) : record)
  }

  function addJsonPoints(record: Extract<JournalRecord, { type: 'points' }>, skip: number): number | null {
    const names = Object.keys(record.values)
    left -= 2
    for (let index = skip; index < names.length; index += 1) {
      if (left <= 0) return index
      const name = names[index] ?? ''
      const why = whyNoSeriesKey(name)
      const value = fromJson(record.values[name])
      if (why !== null) {
        left -= costs.value
        count('badKeys')
        memory.firstBadKey ??= describeKey(name, why)
      } else if (value === undefined) invalid(`${name.slice(0, 100)} is no number`)
      else addPoint(name, record.step, record.time ?? Date.now(), value)
    }
    return null
  }

  return {
    listener,
    /** A record that came parsed. */
    add: (value: unknown): void => void takeParsed({ value }, 0, 0),
    count,
    /** What was gathered, and the keys that it declares; they are remembered with {@link remember} once the batch is stored. */
    take: () => ({
      keys: newKeys,
      points: sortByKey(draft, () => count('replaced')),
      records,
      attempt,
      counts,
      firstInvalid,
      firstBadKey: memory.firstBadKey,
      isHeard,
    }),
    remember(): void {
      for (const [number, key] of newKeys) memory.keys.set(number, key)
      for (const key of draft.keys) if (memory.seen.size < mostJournalKeys) memory.seen.add(key)
    },
  }
}

const cutLine = (line: string): string =>
  line.length > mostLogCharacters ? `${line.slice(0, mostLogCharacters)}…` : line

type SingleRecord = Exclude<JournalRecord, { type: 'points' | 'attempt' | 'log' }>

/** Why a record cannot be taken in for its size: "its config is larger than 2 MB". */
function describeTooLarge(record: SingleRecord): string | null {
  if (record.type !== 'config' && record.type !== 'summary') return null
  const why = whyTooLarge(record.type === 'config' ? record.config : record.summary)
  return why === null ? null : `its ${record.type} ${why}`
}

/** What takes long to be cut is cut in this thread. */
function shorten(record: SingleRecord): TakenRecord {
  if (record.type === 'text' || record.type === 'table') return shortenMedium(record)
  if (record.type === 'state' && record.exception !== undefined) {
    const { type, message, traceback } = record.exception
    return { ...record, exception: { type, message: cutLine(message), traceback: traceback && cutLine(traceback) } }
  }
  return record.type === 'run' ? { ...record, notes: record.notes?.slice(0, mostDetailBytes) } : record
}

const keyDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readKey(bytes: Uint8Array): string | { readonly problem: string } {
  if (bytes.length > mostKeyBytes)
    return { problem: describeKey(new TextDecoder().decode(bytes.subarray(0, 160)), `has ${bytes.length} bytes`) }
  let key: string
  try {
    key = keyDecoder.decode(bytes)
  } catch {
    return { problem: 'A key that is not UTF-8' }
  }
  const why = whyNoSeriesKey(key)
  return why === null ? key : { problem: describeKey(key, why) }
}

const describeKey = (key: string, why: string): string =>
  `A key that ${why}${key === '' ? '' : ` (${key.slice(0, 40)}${key.length > 40 ? '…' : ''})`}`

/** By key in the order of their first points, by step within each; of points at one step the last, at the time of the first. */
function sortByKey({ keys, rows, steps, times, values }: Draft, onReplaced: () => void): PointColumns {
  const counts = new Uint32Array(keys.length + 1)
  for (const row of rows) counts[row + 1] = (counts[row + 1] ?? 0) + 1
  for (let key = 0; key < keys.length; key += 1) counts[key + 1] = (counts[key + 1] ?? 0) + (counts[key] ?? 0)
  const next = counts.slice(0, keys.length)
  const order = new Uint32Array(rows.length)
  rows.forEach((row, index) => {
    const at = next[row] ?? 0
    order[at] = index
    next[row] = at + 1
  })
  const sorted = {
    steps: new Float64Array(rows.length),
    times: new Float64Array(rows.length),
    values: new Float64Array(rows.length),
  }
  const ends: number[] = []
  let end = 0
  for (let key = 0; key < keys.length; key += 1) {
    const own = order.subarray(counts[key], counts[key + 1])
    const first = end
    // Stable: of equal steps the later one stays behind.
    if (!isAscendingBy(own, steps)) own.sort((left, right) => (steps[left] ?? 0) - (steps[right] ?? 0) || left - right)
    for (const index of own) {
      const step = steps[index] ?? 0
      if (end > first && sorted.steps[end - 1] === step) {
        sorted.values[end - 1] = values[index] ?? Number.NaN
        onReplaced()
        continue
      }
      sorted.steps[end] = step
      sorted.times[end] = times[index] ?? 0
      sorted.values[end] = values[index] ?? Number.NaN
      end += 1
    }
    ends.push(end)
  }
  return {
    keys,
    ends,
    steps: sorted.steps.slice(0, end),
    times: sorted.times.slice(0, end),
    values: sorted.values.slice(0, end),
  }
}

function isAscendingBy(order: Uint32Array, steps: readonly number[]): boolean {
  for (let index = 1; index < order.length; index += 1)
    if ((steps[order[index] ?? 0] ?? 0) <= (steps[order[index - 1] ?? 0] ?? 0)) return false
  return true
}

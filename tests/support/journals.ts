/** Journals as tests read them: all that is in one, by way of the protocol's own readers. */
import {
  journalStart,
  readBinary,
  readLines,
  type JournalEnd,
  type JournalPlace,
} from '../../src-main/protocol/journal/reading'
import { fromJson, readRecord, type JournalRecord } from '../../src-main/protocol/journal/records'

export type WholeJournal = {
  readonly values: [step: number, time: number, key: string, value: number][]
  readonly records: JournalRecord[]
  unknown: number
  invalid: number
  end: JournalEnd
  readonly place: JournalPlace
}

/**
 * @param options `pieces`: bytes that come at a time; all at once unless given. `room`: records and values that are taken at a time.
 */
export function readWhole(
  name: string,
  bytes: Uint8Array,
  { pieces = bytes.length, room = Infinity } = {},
): WholeJournal {
  const keys = new Map<number, string>()
  const place = journalStart()
  const read: WholeJournal = {
    values: [],
    records: [],
    unknown: 0,
    invalid: 0,
    end: { kind: 'waiting', needs: 0 },
    place,
  }
  let left = room
  const listener = {
    hasRoom: () => left > 0,
    key: (number: number, text: Uint8Array) => void keys.set(number, Buffer.from(text).toString()),
    value(key: number, step: number, time: number, value: number) {
      left -= 1
      read.values.push([step, time, keys.get(key) ?? `undeclared ${key}`, value])
    },
    json(text: Uint8Array, skip: number) {
      let parsed: unknown
      try {
        parsed = JSON.parse(Buffer.from(text).toString())
      } catch {
        read.invalid += 1
        return null
      }
      const one = readRecord(parsed)
      if (one.kind === 'unknown') read.unknown += 1
      else if (one.kind === 'invalid') read.invalid += 1
      else if (one.record.type !== 'points') {
        left -= 1
        read.records.push(one.record)
      } else {
        const { step, time = 0, values } = one.record
        const names = Object.keys(values)
        for (let index = skip; index < names.length; index += 1) {
          if (left <= 0) return index
          left -= 1
          const value = fromJson(values[names[index]!])
          if (value === undefined) read.invalid += 1
          else read.values.push([step, time, names[index]!, value])
        }
      }
      return null
    },
    unknown: () => void (read.unknown += 1),
  }
  const readOn = name.endsWith('.plj') ? readBinary : readLines
  for (let there = Math.min(pieces, bytes.length); ; there = Math.min(there + pieces, bytes.length)) {
    for (;;) {
      left = room
      read.end = readOn(bytes.subarray(place.offset, there), place, listener)
      if (read.end.kind !== 'full') break
    }
    if (there >= bytes.length) break
  }
  // How much is missing depends on what was at hand.
  if (read.end.kind === 'waiting') read.end = { kind: 'waiting', needs: 0 }
  return read
}

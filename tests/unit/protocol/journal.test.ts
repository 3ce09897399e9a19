/** Journals of any records, cut anywhere, with any bits turned over: what is read is always a beginning of what was written. */
import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../../src-main/protocol/journal/crc32'
import { makeFrame, mostPayloadBytes, readFrame } from '../../../src-main/protocol/journal/frames'
import type { JournalRecordInput } from '../../../src-main/protocol/journal/records'
import { createBinaryEncoder, createLinesEncoder } from '../../../src-main/protocol/journal/writing'
import { readWhole } from '../../support/journals'
import { propertyCases } from '../../support/property'

const key = fc
  .oneof(fc.constantFrom('loss', 'val/accuracy', 'a'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }))
  .filter((text) => text !== '__proto__' && text.isWellFormed())
const step = fc.oneof(fc.nat(100), fc.maxSafeNat())
const time = fc.oneof(fc.integer({ min: 1_764_423_000_000, max: 1_764_423_100_000 }), fc.maxSafeInteger())
const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0))
const points = fc.record({
  kind: fc.constant('points' as const),
  step,
  time,
  values: fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 8 }),
})
const other = fc.oneof(
  fc.record({ type: fc.constant('config' as const), config: fc.dictionary(key, fc.oneof(fc.string(), fc.integer())) }),
  fc.record({
    type: fc.constant('log' as const),
    level: fc.constantFrom('info' as const, 'error' as const),
    lines: fc.array(fc.string()),
    time: fc.nat(),
  }),
  fc.record({ type: fc.constant('state' as const), state: fc.constantFrom('alive' as const, 'left' as const) }),
)
const anything = fc.array(
  fc.oneof(
    points,
    other.map((record) => ({ kind: 'other' as const, record })),
  ),
  { maxLength: 30 },
)
type Written = (typeof anything extends fc.Arbitrary<infer Value> ? Value : never)[number]

function write(name: string, written: readonly Written[]): { bytes: Buffer; ends: number[] } {
  const encoder = name.endsWith('.plj') ? createBinaryEncoder() : createLinesEncoder()
  const parts = written.map((one) =>
    one.kind === 'points' ? encoder.points(one) : encoder.record(one.record as JournalRecordInput),
  )
  let end = 0
  return { bytes: Buffer.concat(parts), ends: parts.map(({ length }) => (end += length)) }
}

/** What a reader has to find in the first so many. */
function said(written: readonly Written[]) {
  return byKey({
    values: written.flatMap((one) =>
      one.kind === 'points' ? one.values.map(([name, number]) => [one.step, one.time, name, number]) : [],
    ),
    records: written.flatMap((one) =>
      one.kind === 'other' ? [JSON.parse(JSON.stringify(one.record)) as unknown] : [],
    ),
  })
}

/** The values of a moment by their keys: an object of JSON has those that read as whole numbers first. */
function byKey<Read extends { readonly values: readonly (readonly unknown[])[] }>(read: Read): Read {
  const moments: (readonly unknown[])[][] = []
  for (const value of read.values) {
    const last = moments.at(-1)
    if (last === undefined || last[0]?.[0] !== value[0] || last[0]?.[1] !== value[1]) moments.push([value])
    else last.push(value)
  }
  const values = moments.flatMap((moment) =>
    moment.sort(([, , one], [, , other]) => Number(String(one) > String(other)) - Number(String(one) < String(other))),
  )
  return { ...read, values }
}
const found = ({ values, records }: ReturnType<typeof readWhole>) => byKey({ values, records })
const runs = { numRuns: propertyCases(100) }

it('has the CRC-32 of zlib', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === zlibCrc32(bytes)),
    runs,
  )
})

it('bounds a payload', () => {
  expect(() => makeFrame(new Uint8Array())).toThrow(RangeError)
  expect(() => makeFrame(new Uint8Array(mostPayloadBytes + 1))).toThrow(RangeError)
  const largest = makeFrame(new Uint8Array(mostPayloadBytes))
  expect(readFrame(largest, 0, zlibCrc32)).toMatchObject({ kind: 'whole', end: mostPayloadBytes + 8 })
})

describe.each(['a.plj', 'a.jsonl'])('a journal %s', (name) => {
  it('is read as it was written, however it comes', () => {
    fc.assert(
      fc.property(
        anything,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (written, pieces, room) => {
          const { bytes } = write(name, written)
          const read = readWhole(name, bytes, { pieces, room })
          expect(found(read)).toEqual(said(written))
          expect(read).toMatchObject({ unknown: 0, invalid: 0, place: { offset: bytes.length, skip: 0 } })
        },
      ),
      runs,
    )
  })

  it('that is cut anywhere has all records before the cut', () => {
    fc.assert(
      fc.property(anything, fc.double({ min: 0, max: 1, noNaN: true }), (written, share) => {
        const { bytes, ends } = write(name, written)
        const cut = Math.floor(share * bytes.length)
        const whole = written.slice(0, ends.filter((end) => end <= cut).length)
        const read = readWhole(name, bytes.subarray(0, cut))
        expect(found(read)).toEqual(said(whole))
        expect(read.end.kind).toBe('waiting')
        // And the rest once it is there.
        expect(found(readWhole(name, bytes))).toEqual(said(written))
      }),
      runs,
    )
  })
})

it('a binary journal with bits turned over has all records before them, and nothing that was not written', () => {
  fc.assert(
    fc.property(anything, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (written, flips) => {
      const { bytes, ends } = write('a.plj', written)
      if (bytes.length === 0) return
      const bits = [...new Set(flips.map((flip) => flip % (8 * bytes.length)))]
      for (const bit of bits) bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7))
      const first = Math.min(...bits) >> 3
      const read = readWhole('a.plj', bytes)
      // A call may have written several frames, of which the first may be whole: keys.
      const whole = said(written.slice(0, ends.filter((end) => end <= first).length))
      expect(found(read)).toEqual(whole)
      expect(read.place.offset).toBeLessThanOrEqual(first)
    }),
    runs,
  )
})

it.each(['a.plj', 'a.jsonl'])('any bytes as %s are read to an end, without an exception', (name) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, withMagic) => {
      const whole = withMagic ? Buffer.concat([Buffer.from('PLTJRN1\n'), bytes]) : bytes
      const read = readWhole(name, whole, { pieces: 7 })
      expect(read.place.offset).toBeLessThanOrEqual(whole.length)
    }),
    runs,
  )
})

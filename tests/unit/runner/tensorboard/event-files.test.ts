/** Event files by the writers that people use, and files that were cut, flipped and made up. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRecord } from '../../../../src-main/protocol/journal/records'
import type { JournalRecordInput } from '../../../../src-main/protocol/journal/records'
import { openEventFile } from '../../../../src-main/runner/tensorboard/event-file'
import { readEvent } from '../../../../src-main/runner/tensorboard/events'
import { maskedChecksum, mostPayloadBytes, scanRecords } from '../../../../src-main/runner/tensorboard/framing'
import { createTranslator } from '../../../../src-main/runner/tensorboard/journal-records'
import { pngSize } from '../../../../src-main/runner/tensorboard/pictures'
import { propertyCases } from '../../../support/property'

const fixtures = resolve('tests/fixtures/tensorboard')
const fixture = (name: string): Buffer => readFileSync(join(fixtures, name))
const expected = JSON.parse(fixture('expected.json').toString()) as { half: number; losses: number[] }
const start = 1_764_400_000_250

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-events-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function translate(bytes: Uint8Array) {
  const files: Uint8Array[] = []
  const translator = createTranslator('', (content) => {
    files.push(Uint8Array.from(content))
    return String(files.length).padStart(64, '0')
  })
  const records: JournalRecordInput[] = []
  const scan = scanRecords(bytes, { isSeeking: false, isOver: true }, (payload) => {
    const event = readEvent(payload)
    if (event !== null) records.push(...translator.translate(event))
  })
  return { records, files, scan, passedOver: [...translator.passedOver] }
}

/** As a file, from its beginning to its end. */
function readFile(bytes: Uint8Array) {
  const path = join(folder, 'events')
  writeFileSync(path, bytes)
  return follow(path)
}

function follow(path: string) {
  const payloads: Buffer[] = []
  const said: string[] = []
  const file = openEventFile(
    path,
    'events',
    (payload) => void payloads.push(Buffer.from(payload)),
    (sentence) => void said.push(sentence),
  )
  const readOn = (isOver: boolean) => {
    while (file.readOn(isOver)) continue
  }
  return { payloads, said, readOn }
}

/** One record as it is framed. */
function frame(payload: Uint8Array, length = payload.length): Buffer {
  const head = Buffer.alloc(12)
  head.writeBigUInt64LE(BigInt(length))
  head.writeUInt32LE(maskedChecksum(head.subarray(0, 8)), 8)
  const tail = Buffer.alloc(4)
  tail.writeUInt32LE(maskedChecksum(payload))
  return Buffer.concat([head, payload, tail])
}

function payloadsOf(bytes: Uint8Array): Buffer[] {
  const payloads: Buffer[] = []
  scanRecords(bytes, { isSeeking: false, isOver: true }, (payload) => void payloads.push(Buffer.from(payload)))
  return payloads
}

describe("the writers' files", () => {
  it('by tensorboardX have their scalars, texts, pictures and histograms', () => {
    const { records, files, scan, passedOver } = translate(fixture('x.events'))
    expect(scan).toMatchObject({ end: { kind: 'waiting' }, damagedRecords: 0 })
    expect(passedOver).toEqual([])
    expect(records.filter(({ type }) => type === 'points')).toEqual([
      ...expected.losses.map((loss, step) => ({
        type: 'points',
        step,
        time: start + step * 1_000,
        values: { 'Loss/train': step === 5 ? 'NaN' : loss },
      })),
      { type: 'points', step: 2 ** 40, time: start + 9_000, values: { 'Loss/train': 'Infinity' } },
    ])
    expect(records.filter(({ type }) => type !== 'points')).toEqual([
      { type: 'text', key: 'notes', step: 3, time: start, text: '**bold** and Ünïcode' },
      {
        type: 'image',
        key: 'sample',
        step: 4,
        time: start,
        sha256: '1'.padStart(64, '0'),
        format: 'png',
        width: 6,
        height: 4,
      },
      { type: 'histogram', key: 'weights', step: 5, time: start, edges: [-1, 0, 1, 2], counts: [2, 1, 1] },
    ])
    expect(files.map(pngSize)).toEqual([{ width: 6, height: 4 }])
    for (const record of records) expect(readRecord(record).kind).toBe('record')
  })

  it("by TensorBoard's own writer have the same as tensors", () => {
    const { records, files, passedOver } = translate(fixture('tensors.events'))
    const valuesOf = (key: string) =>
      records.flatMap((record) => (record.type === 'points' && key in record.values ? [record.values[key]] : []))
    // The last has no word of its plugin, which the first values of its tag have.
    expect(valuesOf('epoch_loss')).toEqual([1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.1])
    expect(valuesOf('half')).toEqual([expected.half])
    expect(records.filter(({ type }) => type !== 'points')).toEqual([
      { type: 'text', key: 'words', step: 1, time: start + 1_000, text: 'hello' },
      ...[0, 1].map((index) => ({
        type: 'image',
        key: 'pictures',
        step: 2,
        time: start + 2_000,
        sha256: String(index + 1).padStart(64, '0'),
        format: 'png',
        width: 6,
        height: 4,
        index,
      })),
      { type: 'histogram', key: 'spread', step: 3, time: start + 3_000, edges: [0, 1, 2, 3, 4], counts: [1, 2, 0, 1] },
    ])
    expect(files).toHaveLength(2)
    expect(passedOver).toEqual(['pr_curves'])
    for (const record of records) expect(readRecord(record).kind).toBe('record')
  })
})

describe('an event file', () => {
  const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = payloadsOf(fixture('x.events'))

  it('that is being written is read as far as it is whole, and each record once', () => {
    const path = join(folder, 'events')
    const bytes = fixture('x.events')
    writeFileSync(path, '')
    const { payloads, said, readOn } = follow(path)
    for (let at = 0; at < bytes.length; at += 7) {
      appendFileSync(path, bytes.subarray(at, at + 7))
      readOn(false)
    }
    readOn(true)
    expect(payloads).toEqual(payloadsOf(bytes))
    expect(said).toEqual([])
  })

  it('that ends in the middle of a record says so once, at its end', () => {
    const { payloads, said, readOn } = readFile(Buffer.concat([frame(first), frame(second).subarray(0, -1)]))
    readOn(false)
    expect(said).toEqual([])
    readOn(true)
    readOn(true)
    expect(payloads).toEqual([first])
    expect(said).toEqual(['events ends in the middle of a record, which was left out.'])
  })

  it('with damage goes on behind it, and says so once', () => {
    const flipped = frame(second)
    flipped[20]! ^= 4
    const garbage = Buffer.from('something else, of any length')
    const { payloads, said, readOn } = readFile(
      Buffer.concat([frame(first), flipped, frame(second), garbage, flipped.subarray(12), frame(third)]),
    )
    // What may still become a record is waited for.
    readOn(false)
    expect(payloads).toEqual([first, second])
    readOn(true)
    expect(payloads).toEqual([first, second, third])
    expect(said).toEqual(['events is damaged: some of it could not be read.'])
  })

  it('whose record claims to be huge is read on behind it, and takes no memory', () => {
    const claim = mostPayloadBytes + 1
    const head = frame(Buffer.alloc(0), claim).subarray(0, 12)
    const path = join(folder, 'events')
    writeFileSync(path, Buffer.concat([frame(first), head]))
    // A hole: no space on the disk.
    truncateSync(path, frame(first).length + 12 + claim + 4)
    appendFileSync(path, frame(third))
    const { payloads, said, readOn } = follow(path)
    const before = process.memoryUsage().arrayBuffers
    readOn(true)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000)
    expect(payloads).toEqual([first, third])
    expect(said).toEqual(['A record of events is larger than 64 MB, and was left out.'])
  })

  it('that claims more than there will ever be ends there', () => {
    const head = Buffer.alloc(12, 0xff)
    head.writeUInt32LE(maskedChecksum(head.subarray(0, 8)), 8)
    const { payloads, said, readOn } = readFile(Buffer.concat([frame(first), head, frame(third)]))
    readOn(false)
    readOn(true)
    expect(payloads).toEqual([first])
    expect(said).toHaveLength(1)
  })

  it('written anew under its name is read from its beginning', () => {
    const path = join(folder, 'events')
    writeFileSync(path, Buffer.concat([frame(first), frame(second)]))
    const { payloads, readOn } = follow(path)
    readOn(false)
    writeFileSync(path, frame(third))
    readOn(false)
    expect(payloads).toEqual([first, second, third])
  })

  it('cut anywhere and flipped anywhere never throws and never says what was not written', () => {
    const bytes = Buffer.concat([fixture('x.events'), fixture('tensors.events')])
    const written = new Set(payloadsOf(bytes).map((payload) => payload.toString('hex')))
    const place = fc.nat(bytes.length - 1)
    fc.assert(
      fc.property(
        place,
        place,
        fc.array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { maxLength: 6 }),
        (from, length, flips) => {
          const changed = Buffer.from(bytes)
          for (const [at, bits] of flips) changed[at]! ^= bits
          const { payloads, said, readOn } = readFile(changed.subarray(from, from + length))
          readOn(false)
          readOn(true)
          expect(payloads.every((payload) => written.has(payload.toString('hex')))).toBe(true)
          expect(new Set(said).size).toBe(said.length)
        },
      ),
      { numRuns: propertyCases(150) },
    )
  })

  it('of payloads that are anything at all never throws, and gives only records that a journal takes', () => {
    const real = payloadsOf(fixture('tensors.events'))
    const damaged = fc
      .tuple(fc.constantFrom(...real), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }), fc.nat())
      .map(([payload, changes, length]) => {
        const changed = Buffer.from(payload)
        for (const [at, byte] of changes) changed[at % changed.length] = byte
        return changed.subarray(0, length % (changed.length + 1))
      })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (payload) => {
        for (const record of translate(frame(payload)).records) {
          // As it comes to the core.
          const read = readRecord(JSON.parse(JSON.stringify(record)))
          expect(read.kind, JSON.stringify([record, read])).toBe('record')
        }
      }),
      { numRuns: propertyCases(500) },
    )
  })
})

/** The frozen journals of log protocol 1, made by another program after the document alone: every Plateau reads them for ever. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asJson, createBinaryEncoder, createLinesEncoder } from '../../../src-main/protocol/journal/writing'
import { journalRunSchema, type JournalRecordInput } from '../../../src-main/protocol/journal/records'
import { readWhole } from '../../support/journals'

const folder = resolve(import.meta.dirname, '../../fixtures/protocol-1')
type Expected = {
  values: [step: number, time: number, key: string, value: number | string][]
  records: JournalRecordInput[]
  unknown: number
  invalid: number
  end: string
  offset: number
}
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>
const bytesOf = (name: string) => readFileSync(join(folder, name))

/** Of every file but its maker. Whoever changes one breaks journals that are somewhere on a disk. */
const frozen = '343515f9031e0d3a533348eb84b8307d1797988e234624c8d3c0e021fd2c57d0'

it('is as it was frozen', () => {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) if (!name.endsWith('.py')) hash.update(name).update(bytesOf(name))
  expect(hash.digest('hex')).toBe(frozen)
  expect(readdirSync(folder).filter((name) => /\.(plj|jsonl)$/.test(name))).toEqual(Object.keys(expected).sort())
})

describe.each(Object.keys(expected))('%s', (name) => {
  const { values, records, unknown, invalid, end, offset } = expected[name]!

  it('is read as its maker says', () => {
    const read = readWhole(name, bytesOf(name))
    expect(read.values.map(([step, time, key, value]) => [step, time, key, asJson(value)])).toEqual(values)
    expect(read.records.map(({ values: _, ...record }: Record<string, unknown>) => record)).toEqual(records)
    expect([read.unknown, read.invalid, read.end.kind, read.place.offset]).toEqual([unknown, invalid, end, offset])
  })

  it('is read the same byte by byte, and with room for one value at a time', () => {
    const whole = readWhole(name, bytesOf(name))
    expect(readWhole(name, bytesOf(name), { room: 1 })).toEqual(whole)
    if (bytesOf(name).length < 5_000) expect(readWhole(name, bytesOf(name), { pieces: 1 })).toEqual(whole)
  })
})

it.each(['whole.plj', 'whole.jsonl'])('%s is what the reference writer writes', (name) => {
  const lines = readFileSync(join(folder, 'whole.jsonl'), 'utf8').trimEnd().split('\n')
  const encoder = name.endsWith('.plj') ? createBinaryEncoder() : createLinesEncoder()
  const parts = lines.map((line) => {
    const record = JSON.parse(line) as {
      type: string
      step: number
      time: number
      values: Record<string, number | string>
    }
    return record.type === 'points'
      ? encoder.points({ ...record, values: Object.entries(record.values).map(([key, value]) => [key, Number(value)]) })
      : encoder.record(record as unknown as JournalRecordInput)
  })
  // Of the lines, what they say: other writers put spaces elsewhere.
  if (name.endsWith('.plj')) expect(Buffer.concat(parts).equals(bytesOf(name))).toBe(true)
  else
    expect(
      Buffer.concat(parts)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(lines.map((line) => JSON.parse(line) as unknown))
})

it('begins a run', () => {
  expect(journalRunSchema.parse(JSON.parse(bytesOf('run.json').toString()))).toMatchObject({
    id: 'fixture0run1',
    origin: { kind: 'logged' },
  })
})

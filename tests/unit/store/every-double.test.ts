/** Any double that is stored comes back as the same double, its zero's sign with it, whatever way it takes. */
import fc from 'fast-check'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { keepMinusZero } from '../../../src-main/contract/minus-zero'
import { exactText, fromJsonNumber, stringifyJson, type JsonNumber } from '../../../src-main/contract/numbers'
import { appendedSeriesSchema } from '../../../src-main/contract/lines'
import { packFrozen, unpackFrozen } from '../../../src-main/core/reports/frozen'
import { packEnded, readDigest } from '../../../src-main/core/history/digests'
import { decodeTyped, encodeTyped } from '../../../src-main/panels/report/page-data'
import { packFrame, unpackFrame } from '../../../src-main/platform/frames'
import { migrate, migrations } from '../../../src-main/store/migrate'
import { createStore } from '../../../src-main/store/store'
import { encodeOldChunk } from '../../support/old-chunks'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store, database } = useStore()

const edges = [-0, 0, 5e-324, -5e-324, 2 ** -1022, Number.NaN, Infinity, -Infinity, 1, -1, Number.MAX_VALUE, 2 ** 53]
const anyDouble = fc.oneof(fc.double(), fc.constantFrom(...edges))
const someDoubles = fc.array(anyDouble, { minLength: 1, maxLength: 12 })

function expectSame(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length)
  for (let index = 0; index < expected.length; index += 1)
    // toBe is Object.is.
    if (!Object.is(found[index], expected[index])) expect(found[index]).toBe(expected[index])
}
const everyDouble = { numRuns: propertyCases(300) }
const everyStored = { numRuns: propertyCases(60) }

describe('every double', () => {
  it('comes back from the epochs of a run, loose and packed, and from its summary', () => {
    let count = 0
    fc.assert(
      fc.property(someDoubles, (values) => {
        const id = `run${(count += 1)}`
        addStoredRun(store(), id)
        store().transaction(() => values.forEach((value, at) => store().epochs.commit(id, epochOf(at + 1, value))))
        endStoredRun(store(), id)
        const loose = readDigest(store(), id).series
        expectSame(store().epochs.column(id, 'val_mse')!.values, values)
        packEnded(store(), [store().runs.get(id)!])
        expect(store().epochs.isPacked(id)).toBe(true)
        expectSame(store().epochs.column(id, 'val_mse')!.values, values)
        expectSame(
          store()
            .epochs.values(id)
            .get('val_psnr')!
            .map(([, value]) => value),
          values,
        )
        expect(loose.val_mse!.last).toBe(values.at(-1))
        expect(readDigest(store(), id).series).toEqual(loose)
      }),
      everyStored,
    )
  })

  it('comes back from a series by step, from its tail and from its chunks and their summaries', () => {
    let count = 0
    fc.assert(
      fc.property(someDoubles, fc.integer({ min: 1, max: 2_500 }), (values, length) => {
        const id = `run${(count += 1)}`
        addStoredRun(store(), id)
        const steps = Float64Array.from({ length }, (_, index) => index)
        const logged = steps.map((step) => values[step % values.length] ?? 0)
        store().batches.append(id, 'k', { steps, seconds: steps, values: logged })
        const series = store().batches.find(id, 'k')!
        expectSame(store().batches.read(series).values, logged)
        for (const { firstStep, last } of store().batches.summaries(series))
          expect(last).toBe(store().batches.chunk(series, firstStep).values.at(-1))
        const ends = store().batches.tailEnds(series)
        if (ends !== null) expect(ends.last).toBe(logged.at(-1))
      }),
      everyStored,
    )
  })

  it('comes back from a message, in arrays and typed arrays, and is a plain float64 to other readers', () => {
    fc.assert(
      fc.property(anyDouble, someDoubles, (value, values) => {
        const message = { value, values, typed: Float64Array.from(values), nested: [{ value }] }
        expect(unpackFrame(packFrame(message))).toEqual(message)
      }),
      everyDouble,
    )
    // A map of one entry, a text of one letter, and a float64: what the specification of msgpack has for -0.0.
    expect(Buffer.from(packFrame({ a: -0 })).toString('hex')).toMatch(/a161cb8000000000000000$/)
    expect(appendedSeriesSchema.parse(unpackFrame(packFrame({ key: 'k', steps: [0], values: [-0] }))).values).toEqual([
      -0,
    ])
  })

  it('leaves messages without -0 as they are, and others untouched', () => {
    const message = { a: [0, 1, { b: null }], typed: Float64Array.of(-0), text: '-0' }
    expect(keepMinusZero(message)).toBe(message)
    const [zeros, rest] = [[-0, 1], { c: 1 }]
    const mixed = { zeros, rest }
    expect((keepMinusZero(mixed) as typeof mixed).rest).toBe(rest)
    expect(zeros).toEqual([-0, 1])
  })

  it('comes back from JSON and from text', () => {
    fc.assert(
      fc.property(anyDouble, someDoubles, (value, values) => {
        const written = stringifyJson({ value, values: Float64Array.from(values) })
        const read = JSON.parse(written) as { value: JsonNumber; values: JsonNumber[] }
        expectSame(
          [read.value, ...read.values].map((entry) => fromJsonNumber(entry) ?? 0),
          [value, ...values],
        )
        expect(Number(exactText(value))).toBe(value)
      }),
      everyDouble,
    )
  })

  it('comes back from a frozen report, and from the data of an HTML report', () => {
    fc.assert(
      fc.property(anyDouble, someDoubles, (value, values) => {
        const figures = new Map([
          ['f', { runs: [], all: [], lines: [], value, values, typed: Float64Array.from(values) }],
        ])
        const report = { title: 't', blocks: [], runs: [], figures } as never
        expect(unpackFrozen(packFrozen(report))).toEqual(report)
        const page = Object.fromEntries(figures)
        expect(decodeTyped(encodeTyped(page))).toEqual(page)
      }),
      { numRuns: propertyCases(100) },
    )
  })
})

describe('migration 8', () => {
  it('gives summaries of an earlier version the signs that their chunks have kept', () => {
    const old = new Sqlite(':memory:')
    migrate(old, migrations.slice(0, 7))
    const steps = Float64Array.from({ length: 1_024 }, (_, index) => index)
    old.exec(`INSERT INTO runs (id, project, name, state, end_reason, config, layers, parameters, colour_slot, created_at)
        VALUES ('a', 'p', 'n', 'ended', 'completed', '{}', '[]', 1, 0, 't');
      INSERT INTO series (id, run_id, key) VALUES (1, 'a', 'k');
      INSERT INTO step_series VALUES (1, 1025, 1, 1024, 0, 1);
      INSERT INTO batch_tail VALUES (1, 1024, 0, -0.0, 0);
      INSERT INTO chunk_summaries VALUES (1, 0, 1023, 0, 0, 1024, -0.0, 0.0, -0.0)`)
    old
      .prepare('INSERT INTO batch_chunks VALUES (1, 0, 1023, 1024, ?)')
      .run(encodeOldChunk({ steps, seconds: steps.map(() => 0), values: steps.map(() => -0) }))
    migrate(old)
    const { batches } = createStore(old)
    expect(batches.summaries(1)).toMatchObject([{ low: -0, high: -0, last: -0 }])
    // The sign was never written to a row of an earlier version: such a tail stays at 0.
    expect(batches.tail(1).values).toEqual(Float64Array.of(0))
    old.close()
  })

  it('reads a value that was changed by hand as it is', () => {
    addStoredRun(store(), 'a')
    store().epochs.commit('a', epochOf(1, -0))
    database().exec('UPDATE epoch_points SET value = 7')
    expect(store().epochs.column('a', 'val_mse')!.values).toEqual(Float64Array.of(7))
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeChunk, encodeChunk, glanceAtChunk } from '../../../src-main/store/batch-chunks'
import type { StepColumns } from '../../../src-main/store/step-columns'
import { encodeOldChunk } from '../../support/old-chunks'
import { propertyCases } from '../../support/property'
import { stepPoints } from '../../support/step-points'

const columns = (steps: number[], seconds: number[], values: number[]): StepColumns => ({
  steps: Float64Array.from(steps),
  seconds: Float64Array.from(seconds),
  values: Float64Array.from(values),
})

describe('chunks of points by step', () => {
  const glanceAt = (points: StepColumns, bytes: Uint8Array) =>
    glanceAtChunk(bytes, {
      firstStep: points.steps[0] ?? 0,
      lastStep: points.steps.at(-1) ?? 0,
      count: points.steps.length,
    })
  function expectSame(found: StepColumns, points: StepColumns) {
    for (const column of ['steps', 'seconds', 'values'] as const) {
      expect(found[column]).toHaveLength(points[column].length)
      found[column].forEach((value, index) => {
        if (!Object.is(value, points[column][index])) expect(value).toBe(points[column][index])
      })
    }
  }
  /** Times of every kind: whole ticks, pauses between, and any double. */
  const times = (length: number) =>
    fc.oneof(
      fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: length, maxLength: length }).map((gaps) => {
        let time = 0
        return gaps.map((gap) => (time += gap) / 1_000)
      }),
      fc.array(fc.integer({ min: 0, max: 2 ** 31 }), { minLength: length, maxLength: length }).map((gaps) => {
        let time = 0
        return gaps.map((gap) => (time += gap) / 1e6)
      }),
      fc
        .array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: length, maxLength: length })
        .map((all) => all.sort((left, right) => left - right)),
    )
  const points = fc.tuple(stepPoints({ minLength: 1, maxLength: 200 }), fc.boolean()).chain(([points, isNarrow]) =>
    times(points.steps.length).map((seconds): StepColumns => ({
      steps: points.steps,
      seconds: Float64Array.from(seconds),
      values: isNarrow ? points.values.map(Math.fround) : points.values,
    })),
  )

  it('keep every step, time and value to the bit, read whole and in passing', () => {
    fc.assert(
      fc.property(points, (written) => {
        const bytes = encodeChunk(written)
        expectSame(decodeChunk(bytes), written)
        const glanced = glanceAt(written, bytes)
        if (glanced === null) throw new Error('a chunk that is whole was not read')
        expectSame(glanced, written)
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('keep steps near 2^53, and the times of runs that are years long', () => {
    const written = columns([0, 1, 2 ** 53 - 2, 2 ** 53 - 1], [0, 0.000001, 3e9, 3e9 + 0.25], [1, 2, 3, 4])
    expectSame(decodeChunk(encodeChunk(written)), written)
    const minusZero = columns([5], [-0], [-0])
    expectSame(decodeChunk(encodeChunk(minusZero)), minusZero)
  })

  it('notice any bit that changed, and every cut', () => {
    fc.assert(
      fc.property(points, fc.nat(), fc.nat(7), (written, at, bit) => {
        const bytes = encodeChunk(written)
        const changed = bytes.slice()
        changed[at % changed.length]! ^= 1 << bit
        expect(() => decodeChunk(changed)).toThrow(RangeError)
        expect(glanceAt(written, changed)).toBeNull()
        expect(() => decodeChunk(bytes.subarray(0, at % bytes.length))).toThrow(RangeError)
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('take 10 bytes a point where steps are even and times are measured in microseconds', () => {
    const count = 1_024
    const uneven = (index: number) => ((index * 7919) % 4_001) - 2_000
    const written = columns(
      Array.from({ length: count }, (_, index) => 10 * index),
      Array.from({ length: count }, (_, index) => (120_000 * index + 3_000 + uneven(index)) / 1e6),
      Array.from({ length: count }, (_, index) => Math.sin(index)),
    )
    expect(encodeChunk(written).length / count).toBeLessThan(10.1)
    expect(encodeChunk({ ...written, values: written.values.map(Math.fround) }).length / count).toBeLessThan(6.1)
  })

  it('of earlier versions are read for ever', () => {
    fc.assert(
      fc.property(stepPoints({ maxLength: 200 }), (written) => {
        const read = decodeChunk(encodeOldChunk(written))
        expect(read.steps).toEqual(written.steps)
        read.values.forEach((value, index) => expect(Object.is(value, written.values[index])).toBe(true))
        read.seconds.forEach((seconds, index, all) => expect(seconds).toBeGreaterThanOrEqual(all[index - 1] ?? 0))
      }),
      { numRuns: propertyCases(100) },
    )
  })

  it('refuse steps that do not ascend from 0 on', () => {
    expect(() => encodeChunk(columns([2, 2], [0, 0], [1, 1]))).toThrow(RangeError)
    expect(() => encodeChunk(columns([-1], [0], [1]))).toThrow(RangeError)
  })

  it('notice a cut blob', () => {
    const bytes = encodeChunk(columns([1], [0], [1]))
    expect(() => decodeChunk(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError)
    expect(() => decodeChunk(new Uint8Array(2))).toThrow(RangeError)
  })
})

import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import {
  errorCodes,
  errorTable,
  fromWireError,
  PlateauError,
  toWireError,
  type WireError,
} from '../../../src-main/contract/errors'
import { describeMetric, isBetter, metricCatalogue } from '../../../src-main/contract/metrics'
import { fromJsonNumber, stringifyJson, toJsonNumber, type JsonNumber } from '../../../src-main/contract/numbers'

describe('the table of errors', () => {
  it.each(errorCodes)('has short neutral words and a next step for %s', (code) => {
    const { title, nextStep } = errorTable[code]
    for (const text of [title, nextStep]) {
      expect(text).toMatch(/^[A-Z].*[^.]\.?$/)
      expect(text).not.toMatch(/!|\bwe\b|\bsorry\b|\.\.\./i)
    }
  })

  it('lets an error travel and be reborn', () => {
    const error = new PlateauError('invalid-input', 'epochs must be a whole number.', { field: 'epochs' })
    expect(fromWireError(JSON.parse(JSON.stringify(toWireError(error))) as WireError)).toMatchObject({
      code: 'invalid-input',
      field: 'epochs',
      message: error.message,
    })
  })

  it('makes an unknown error internal, with no stack', () => {
    expect(toWireError(new TypeError('x is undefined'))).toEqual({ code: 'internal', message: 'x is undefined' })
  })
})

describe('numbers in JSON', () => {
  it('keeps every double, the three that JSON has not by name', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const text = stringifyJson({ value })
        const parsed = JSON.parse(text) as { value: JsonNumber }
        const back = fromJsonNumber(parsed.value)
        // JSON has no negative zero either; it reads back as 0.
        expect(Object.is(back, value) || (value === 0 && back === 0)).toBe(true)
      }),
    )
  })

  it('writes typed arrays as arrays', () => {
    expect(stringifyJson({ a: new Float64Array([1, Number.NaN, Number.NEGATIVE_INFINITY]) })).toBe(
      '{"a":[1,"NaN","-Infinity"]}',
    )
  })

  it('tells absent from NaN', () => {
    expect(toJsonNumber(undefined)).toBe(null)
    expect(toJsonNumber(Number.NaN)).toBe('NaN')
  })
})

describe('the metric catalogue', () => {
  it('has keys in flat snake_case that name themselves', () => {
    for (const [key, entry] of Object.entries(metricCatalogue)) {
      expect(key).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
      expect(entry.key).toBe(key)
    }
  })

  it('puts an unknown key into the section before its first slash', () => {
    expect(describeMetric('gpu/temperature').section).toBe('gpu')
    expect(describeMetric('constructor').section).toBe('metrics')
  })

  it('knows which way is better, and that NaN never is', () => {
    expect(isBetter('val_psnr', 20, 19)).toBe(true)
    expect(isBetter('val_mse', 20, 19)).toBe(false)
    expect(isBetter('val_mse', Number.NaN, 1)).toBe(false)
    expect(isBetter('val_mse', 1, Number.NaN)).toBe(true)
  })
})

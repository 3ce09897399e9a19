import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitKeys } from '../../../src-main/hosts/cli/key-list'
import { propertyCases } from '../../support/property'

describe('a list of keys', () => {
  it('is parted at commas, without the spaces around them', () => {
    expect(splitKeys('train/loss, val_mse ,x')).toEqual(['train/loss', 'val_mse', 'x'])
    expect(splitKeys('loss (a\\, b),c')).toEqual(['loss (a, b)', 'c'])
    expect(splitKeys('a,,b,')).toEqual(['a', '', 'b', ''])
    expect(splitKeys('C:\\')).toEqual(['C:\\'])
  })

  it('can hold any keys, when what means something is escaped', () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), (keys) => {
        expect(splitKeys(keys.map((one) => one.replaceAll(/[\\,\s]/g, '\\$&')).join(', '))).toEqual(keys)
      }),
      { numRuns: propertyCases(500) },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requireRunConfig, resolveRunConfig } from '../../../src-main/contract/config'
import { readOwnData, writeOwnData, type OwnData } from '../../../src-main/contract/own-data'
import { dataNameOf, shapesOf } from '../../../src-main/contract/run-data'

const clothes = 'clothes@3f2a9c41d0e7:24x24x3/9:800+200'
const side = fc.integer({ min: 1, max: 512 })
const shape = fc.tuple(side, side, fc.constantFrom(1, 3))
const anyOwn: fc.Arbitrary<OwnData> = fc
  .record({
    name: fc.constantFrom('clothes', 'Größe 日本語', 'a:b', 'x.y-z'),
    hash: fc.stringMatching(/^[0-9a-f]{12}$/),
    input: shape,
    pairs: fc.option(shape),
    classes: fc.integer({ min: 0, max: 1_000 }),
    counts: fc.record({
      training: fc.integer({ min: 1, max: 1_000_000 }),
      validation: fc.integer({ min: 1, max: 1_000_000 }),
    }),
  })
  .map(({ pairs, ...own }) => ({ ...own, target: pairs, classes: pairs === null ? own.classes : 0 }))

describe('the name of a data set of one’s own', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anyOwn, (own) => {
        expect(readOwnData(writeOwnData(own))).toEqual(own)
      }),
    )
  })

  it('is nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const own = readOwnData(text)
        if (own !== null) expect(writeOwnData(own)).toBe(text)
      }),
    )
    for (const text of [
      '',
      'clothes',
      clothes.replace('24x', '024x'),
      clothes.replace('/9', '/1001'),
      ` ${clothes}`,
      `${clothes}\n`,
    ])
      expect(readOwnData(text)).toBeNull()
  })

  it('says all that shapes and counts follow from', () => {
    expect(requireRunConfig({ dataSet: clothes })).toMatchObject({ trainSize: 800, validationSize: 200 })
    expect(shapesOf({ dataSet: clothes, task: 'classification' })).toEqual({ input: [24, 24, 3], target: [1, 1, 9] })
    expect(shapesOf({ dataSet: clothes, targets: 'grey' })).toEqual({ input: [24, 24, 3], target: [24, 24, 1] })
    expect(dataNameOf({ dataSet: clothes, task: 'classification' })).toBe('clothes@3f2a9c41d0e7-classes')
  })

  it.each<[object, string, string]>([
    [{ dataSet: 'clothes' }, 'dataSet', 'is no data set that is known here: see plateau data list'],
    [{ dataSet: clothes, trainSize: 801 }, 'trainSize', 'must be at most 800'],
    [{ trainSize: 50_001 }, 'trainSize', 'must be at most 50000'],
    [{ dataSet: clothes, validationSize: 201 }, 'validationSize', 'must be at most 200'],
    [{ dataSet: clothes.replace('/9', ''), task: 'classification' }, 'dataSet', 'clothes has no classes to tell apart'],
    [
      { dataSet: clothes, targets: 'crop:25' },
      'targets',
      'cannot be made, as crop:25 is larger than the image of 24 × 24',
    ],
  ])('%j is refused', (input, field, message) => {
    const resolved = resolveRunConfig(input)
    expect(resolved.ok ? [] : resolved.issues).toContainEqual({ field, message })
  })
})

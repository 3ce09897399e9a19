/** Which settings rows and columns of a comparison begin with. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostGridCells, splittingSettings } from '../../../src-main/model/splitting-settings'
import { differingSettings, tellingKeys } from '../../../src-main/model/telling-settings'
import { groupValue } from '../../../src-main/model/grouping'
import type { FlatConfig } from '../../../src-main/protocol/config'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

const runsOf = (configs: readonly FlatConfig[]) => configs.map((config, at) => fakeRun(String(at), { config }))
const keysOf = (configs: readonly FlatConfig[]) => tellingKeys(runsOf(configs))
const product = (...lists: readonly (readonly FlatConfig[])[]): FlatConfig[] =>
  lists.reduce<FlatConfig[]>((all, list) => all.flatMap((one) => list.map((other) => ({ ...one, ...other }))), [{}])
const each = (key: string, values: readonly (string | number)[]): FlatConfig[] =>
  values.map((value) => ({ [key]: value }))
const range = (count: number) => Array.from({ length: count }, (_, at) => at)

describe('rows and columns', () => {
  const trained = { architecture: 'plain', loss: 'mse', optimizer: 'adam' }

  it('of a sweep are the setting that was swept, and seeds are none', () => {
    const sweep = product([trained], each('learningRate', [0.1, 0.01, 0.001]), each('seed', [1, 2, 3]))
    expect(keysOf(sweep)).toEqual({ row: 'learningRate', column: 'learningRate' })
    expect(keysOf(product([trained], each('seed', [1, 2, 3])))).toEqual({ row: 'architecture', column: 'loss' })
    expect(keysOf(sweep.slice(0, 1))).toEqual({ row: 'architecture', column: 'loss' })
    expect(keysOf([])).toEqual({ row: 'architecture', column: 'loss' })
  })

  it('are architecture and loss of two by two, and where either of them is enough', () => {
    const two = product(each('architecture', ['plain', 'pooled']), each('loss', ['mse', 'l1']), each('seed', [1, 2]))
    expect(keysOf(two)).toEqual({ row: 'architecture', column: 'loss' })
    // What follows from the architecture is no second setting.
    const followed = two.map((config) => ({ ...config, learningRate: config.architecture === 'plain' ? 0.1 : 0.2 }))
    expect(keysOf(followed)).toEqual({ row: 'architecture', column: 'loss' })
    expect(keysOf(two.filter(({ loss }) => loss === 'mse'))).toEqual({ row: 'architecture', column: 'loss' })
    // A parameter of the loss is part of it.
    const betas = product([{ architecture: 'plain', loss: 'smooth-l1' }], each('beta', [1, 0.1]), each('seed', [1, 2]))
    expect(keysOf(betas)).toEqual({ row: 'architecture', column: 'loss' })
  })

  it('are the two that split best, the one of more values as rows', () => {
    const three = product(each('arch', ['a', 'b']), each('lr', [1, 2, 3, 4, 5]), each('depth', [1, 2]))
    expect(keysOf(three)).toEqual({ row: 'lr', column: 'arch' })
    expect(keysOf(product(each('batch', range(6)), each('lr', range(6))))).toEqual({ row: 'batch', column: 'lr' })
  })

  it('take one of two settings that always change together', () => {
    const together = product(
      range(4).map((at) => ({ warmup: at * 10, steps: at * 100 })),
      each('seed', [1, 2]),
    )
    expect(keysOf(together)).toEqual({ row: 'warmup', column: 'warmup' })
  })

  it('leave a setting of forty values alone while another one makes groups', () => {
    const forty = range(80).map((at) => ({ noise: at % 40, arch: at < 40 ? 'a' : 'b', path: `/runs/${at}` }))
    expect(keysOf(forty)).toEqual({ row: 'arch', column: 'arch' })
    const alone = forty.map(({ noise, path }) => ({ path, noise }))
    expect(['noise', 'path']).toContain(keysOf(alone).row)
  })

  it('of runs with nothing in common are what most of them have', () => {
    const mixed = [
      ...range(6).map((at) => ({ lr: at % 2, depth: at })),
      ...range(2).map((at) => ({ gamma: at, other: at })),
    ]
    expect(keysOf(mixed).row).toBe('lr')
  })

  it('differ between any runs that differ, and make a grid that can be read where any setting does', () => {
    const value = fc.constantFrom<FlatConfig[string]>(
      1,
      2,
      3,
      'a',
      'b',
      true,
      null,
      [1, 2],
      'a much longer text than a name',
    )
    const config = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'lr', 'seed', 'loss'), value)
    fc.assert(
      fc.property(fc.array(config, { maxLength: 30 }), (configs) => {
        const runs = runsOf(configs)
        const { row, column } = tellingKeys(runs)
        const valuesOf = (key: string) => new Set(configs.map((one) => groupValue(one, key))).size
        const differing = differingSettings(runs).filter((key) => key !== 'seed')
        if (differing.length > 0) expect(Math.max(valuesOf(row), valuesOf(column))).toBeGreaterThan(1)
        const keys = splittingSettings(runs, differing)
        expect(new Set(keys).size).toBe(keys.length)
        if (keys.length === 2) expect(valuesOf(row) * valuesOf(column)).toBeLessThanOrEqual(mostGridCells)
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

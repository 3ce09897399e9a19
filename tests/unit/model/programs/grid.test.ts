import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestGrid } from '../../../../src-main/contract/grid'
import { parameterSchema, type ParameterValue, type ProgramParameter } from '../../../../src-main/contract/programs'
import {
  expandProgramGrid,
  possibleSeeds,
  seedParameter,
  seedsFrom,
  valuesIdentity,
} from '../../../../src-main/model/programs/grid'
import { programArguments, textOfValue, valueOf } from '../../../../src-main/model/programs/parameters'
import { textOfTyped, valueOfTyped, valuesOfText } from '../../../../src-main/model/programs/typed-values'
import { propertyCases } from '../../../support/property'

const parameter = (given: Partial<ProgramParameter> & Pick<ProgramParameter, 'name' | 'type'>): ProgramParameter =>
  parameterSchema.parse({ option: `--${given.name}`, ...given })
const lr = parameter({ name: 'lr', type: 'float', default: 0.1 })
const depth = parameter({ name: 'depth', type: 'int', default: 18, choices: [18, 34, 50] })
const amp = parameter({ name: 'amp', type: 'flag', default: false })
const layers = parameter({ name: 'layers', type: 'int', multiple: true })
const note = parameter({ name: 'note', type: 'text' })
const seed = parameter({ name: 'seed', type: 'int', default: 1 })

describe('a grid of a program', () => {
  const script = [lr, depth, amp, layers, note, seed]

  it('runs one of each before the second seeds, or each group to its end', () => {
    const axes = [
      { key: 'seed', values: [1, 2] },
      { key: 'lr', values: [0.1, 0.05] },
    ]
    const told = (order?: 'group-by-group') =>
      expandProgramGrid(script, { depth: 34 }, axes, { ...(order ? { order } : {}), seed: 'seed' }).map((values) =>
        programArguments(script, values).join(' '),
      )
    expect(told()).toEqual([
      '--depth 34',
      '--lr 0.05 --depth 34',
      '--depth 34 --seed 2',
      '--lr 0.05 --depth 34 --seed 2',
    ])
    expect(told('group-by-group')[1]).toBe('--depth 34 --seed 2')
  })

  it('runs once what the program is told in the same words', () => {
    const axes = [
      { key: 'lr', values: [0.1, 1e-1, '0.1'] },
      { key: 'amp', values: [false, null] },
    ]
    expect(expandProgramGrid(script, {}, axes)).toEqual([{}])
  })

  it('refuses more than a launch may hold, and a parameter without values', () => {
    const many = Array.from({ length: largestGrid + 1 }, (_, at) => at)
    expect(() => expandProgramGrid(script, {}, [{ key: 'seed', values: many }])).toThrow(`has ${largestGrid + 1}`)
    expect(() => expandProgramGrid(script, {}, [{ key: 'lr', values: [] }])).toThrow('lr needs at least one value.')
  })

  it('holds distinct runs, each of which has one of the values of every axis', () => {
    const values = (...of: ParameterValue[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1 })
    fc.assert(
      fc.property(
        values(0.1, 0.05, 1e-5, null),
        values(18, 34, 50),
        values(true, false),
        values([1, 2], [3], null),
        values('a,b', '', '--x', null),
        (...lists) => {
          const keys = ['lr', 'depth', 'amp', 'layers', 'note'] as const
          const axes = keys.map((key, at) => ({ key, values: lists[at] ?? [] }))
          const runs = expandProgramGrid(script, { seed: 7 }, axes, { seed: 'seed' })
          expect(new Set(runs.map((run) => valuesIdentity(script, run))).size).toBe(runs.length)
          for (const run of runs)
            for (const [at, key] of keys.entries()) {
              const own = script.find(({ name }) => name === key)!
              const told = programArguments([own], run)
              const possible = (lists[at] ?? []).map((value) => programArguments([own], { [key]: value }))
              expect(possible).toContainEqual(told)
            }
        },
      ),
      { numRuns: propertyCases(100) },
    )
  })
})

describe('the seed of a program', () => {
  it.each([
    ['seed', '--seed'],
    ['random_seed', '--random-seed'],
    ['train.seed', 'train.seed='],
    ['s', '--seed'],
    ['manualSeed', '--manualSeed'],
  ])('is found by its name: %s, %s', (name, option) =>
    expect(seedParameter([lr, parameter({ name, option, type: 'int' })])?.name).toBe(name),
  )

  it('is the parameter that was chosen, and none that was said not to be one', () => {
    const init = parameter({ name: 'init', type: 'int' })
    expect(seedParameter([seed, init], { init: 'seed' })?.name).toBe('init')
    expect(seedParameter([seed, init], { seed: null })).toBeNull()
  })

  it('is nothing that takes no number: flags, paths and lists', () => {
    const wrong = (['flag', 'path'] as const).map((type) => parameter({ name: 'seed', type }))
    expect(seedParameter([...wrong, parameter({ name: 'rng', type: 'int', multiple: true }), lr])).toBeNull()
    expect(possibleSeeds([...wrong, lr])).toEqual([lr])
  })

  it('counts up from what is set, from the default, else from 1', () => {
    expect(seedsFrom(seed, { seed: 5 }, 3)).toEqual([5, 6, 7])
    expect(seedsFrom(seed, {}, 2)).toEqual([1, 2])
    expect(seedsFrom(parameter({ name: 'seed', type: 'int', default: 0 }), {}, 2)).toEqual([0, 1])
    expect(seedsFrom(parameter({ name: 'seed', type: 'text', default: 'today' }), {}, 2)).toEqual([1, 2])
  })
})

describe('values on a command line', () => {
  it.each<[ProgramParameter, string, ParameterValue[]]>([
    [lr, '0.1,0.05,1e-3', [0.1, 0.05, 0.001]],
    [depth, '18,50', [18, 50]],
    [amp, 'on,off,true', [true, false, true]],
    [amp, 'constructor', ['constructor']],
    [layers, '16,32/64', [[16, 32], [64]]],
    [note, 'one, two', ['one, two']],
    [lr, '0.1,x', [0.1, 'x']],
    [lr, '', [null]],
    [parameter({ name: 'c', type: 'choice', choices: ['a,b', 'c'] }), 'a,b', ['a,b']],
    [parameter({ name: 'c', type: 'choice', choices: ['a', 'c'] }), 'a,c', ['a', 'c']],
  ])('%s', (own, text, expected) => expect(valuesOfText(own, text)).toEqual(expected))
})

it('a value stands in a field so that it is read back as it is', () => {
  const values: [ProgramParameter, fc.Arbitrary<ParameterValue>][] = [
    [lr, fc.double({ noNaN: true })],
    [depth, fc.constantFrom(18, 34, 50)],
    [layers, fc.array(fc.integer(), { minLength: 1 })],
    [note, fc.string({ minLength: 1 })],
    [parameter({ name: 'tags', type: 'text', multiple: true }), fc.array(fc.string(), { minLength: 1 })],
  ]
  for (const [own, value] of values)
    fc.assert(
      fc.property(value, (one) => {
        const read = valueOfTyped(own, textOfTyped(one))
        const words = (of: ParameterValue) =>
          Array.isArray(of) ? of.map(textOfValue) : of === null || typeof of === 'boolean' ? of : textOfValue(of)
        expect(words(read)).toEqual(words(valueOf(own, { [own.name]: one })))
      }),
      { numRuns: propertyCases(100) },
    )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parameterSchema, type ProgramParameter } from '../../../../src-main/contract/programs'
import { whyNotValue } from '../../../../src-main/model/programs/parameters'
import { readSchema } from '../../../../src-main/model/programs/schema-parameters'
import { propertyCases } from '../../../support/property'

const read = (properties: object, more: object = {}) => {
  const reading = readSchema({ type: 'object', properties, ...more })
  if (!reading.ok) throw new Error(reading.message)
  return {
    ...reading,
    remarks: reading.remarks.map(({ key, message }) => `${key}: ${message}`),
  }
}
const one = (node: object) => read({ a: node })

describe('a JSON Schema', () => {
  it('has a parameter for each property: type, default, choices, limits, words', () => {
    const { parameters, remarks } = read(
      {
        lr: { type: 'number', default: 0.1, minimum: 0, maximum: 1, description: 'learning rate' },
        depth: { type: 'integer', enum: [18, 34, 50], default: 18, title: 'Depth' },
        optimizer: { enum: ['sgd', 'adam'] },
        amp: { type: 'boolean', default: false },
        data: { type: 'string', format: 'directory-path' },
        note: { type: ['string', 'null'], default: null },
        seed: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: null },
      },
      { required: ['data', 'lr'] },
    )
    const parameter = (own: object) => parameterSchema.parse(own)
    expect(parameters).toEqual([
      parameter({
        name: 'lr',
        option: '--lr',
        type: 'float',
        default: 0.1,
        minimum: 0,
        maximum: 1,
        words: 'learning rate',
      }),
      parameter({ name: 'depth', option: '--depth', type: 'int', default: 18, choices: [18, 34, 50], words: 'Depth' }),
      parameter({ name: 'optimizer', option: '--optimizer', type: 'choice', choices: ['sgd', 'adam'] }),
      parameter({ name: 'amp', option: '--amp', type: 'flag', default: false }),
      parameter({ name: 'data', option: '--data', type: 'path', required: true }),
      parameter({ name: 'note', option: '--note', type: 'text' }),
      parameter({ name: 'seed', option: '--seed', type: 'int' }),
    ])
    expect(remarks).toEqual([])
  })

  it.each<[string, object, Partial<ProgramParameter> | null, string[]]>([
    [
      'nested object',
      { type: 'object', properties: { width: {}, depth: {} } },
      null,
      ['a: it has settings of its own (width, depth), and a parameter is one value; it is left out'],
    ],
    [
      'list of numbers',
      { type: 'array', items: { type: 'integer', minimum: 1 }, default: [1, 2], minItems: 1 },
      { type: 'int', multiple: true, minimum: 1, default: [1, 2] },
      ['a: it is a list, and is passed as several values: --a A B', 'a: how many values it takes is not checked'],
    ],
    [
      'list of lists',
      { type: 'array', items: { type: 'array' } },
      null,
      ['a: it is a list of what no parameter has, and is left out'],
    ],
    ['pattern', { type: 'string', pattern: '^a' }, { type: 'text' }, ['a: the pattern of its text is not checked']],
    [
      'open limits of a number',
      { type: 'number', exclusiveMinimum: 0 },
      { minimum: 0 },
      ['a: it must not be 0 itself, which is not checked'],
    ],
    [
      'open limits of whole numbers',
      { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 },
      { minimum: 1, maximum: 9 },
      [],
    ],
    ['open limits of early drafts', { type: 'integer', minimum: 0, exclusiveMinimum: true }, { minimum: 1 }, []],
    [
      'default that breaks its limits',
      { type: 'integer', minimum: 3, default: 1 },
      { default: null, minimum: 3 },
      ['a: its default must be at least 3, and is left out'],
    ],
    [
      'default of another type',
      { type: 'number', default: { b: 1 } },
      { default: null },
      ['a: its default is none that it can have, and is left out'],
    ],
    [
      'switch that is on',
      { type: 'boolean', default: true },
      { default: true, offOption: '--no-a' },
      ['a: it is turned off by --no-a, which the program has to know'],
    ],
    [
      'several types',
      { anyOf: [{ type: 'number' }, { type: 'string' }] },
      null,
      ['a: it may be of several types; it is left out'],
    ],
    [
      'reference out of it',
      { $ref: 'other.json#/a' },
      null,
      ['a: it refers to what is not in the schema, and is left out'],
    ],
    ['nothing at all', {}, null, ['a: it may be of several types, or of none that is said; it is left out']],
  ])('%s', (_, node, expected, remarks) => {
    const reading = one(node)
    expect(reading.remarks).toEqual(remarks)
    if (expected === null) expect(reading.parameters).toEqual([])
    else expect(reading.parameters).toEqual([expect.objectContaining(expected)])
  })

  it('follows references within it, one that leads to itself too', () => {
    const reading = readSchema({
      $defs: { Kind: { enum: ['a', 'b'], description: 'which' }, Loop: { $ref: '#/$defs/Loop' } },
      properties: { kind: { $ref: '#/$defs/Kind', default: 'b' }, loop: { $ref: '#/$defs/Loop' } },
    })
    expect(reading).toMatchObject({
      ok: true,
      parameters: [{ name: 'kind', type: 'choice', default: 'b', words: 'which' }],
      remarks: [{ key: 'loop' }],
    })
  })

  it.each([null, 3, [], {}, { properties: [] }])('%j has no parameters', (value) =>
    expect(readSchema(value)).toMatchObject({ ok: false }),
  )
})

describe('whatever a schema says', () => {
  const keyword = fc.constantFrom(
    ...['type', 'enum', 'default', 'minimum', 'maximum', 'exclusiveMinimum', 'items', 'anyOf', '$ref', 'format'],
    ...['description', 'properties', 'pattern', 'multipleOf', 'required', '__proto__', 'toString', 'const'],
  )
  const said = fc.oneof(
    fc.constantFrom<unknown>(
      'number',
      'integer',
      'string',
      'boolean',
      'object',
      'array',
      'null',
      '#/properties/a',
      'path',
    ),
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>([{ type: 'integer' }, { type: 'null' }], { type: 'number' }, ['number', 'null']),
  )
  const node = fc.oneof(
    { weight: 5, arbitrary: fc.dictionary(keyword, said, { maxKeys: 6 }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  )
  const key = fc.oneof(fc.constantFrom('a', 'lr', 'batch-size', '__proto__', 'a b', '', '-c', ' a'), fc.string())

  it('each of its properties is a valid parameter or is said to be none, and the reading is plain data', () => {
    const schema = fc.record({ properties: fc.dictionary(key, node, { maxKeys: 6 }), required: said })
    fc.assert(
      fc.property(schema, (value) => {
        const reading = readSchema(JSON.parse(JSON.stringify(value)))
        if (!reading.ok) throw new Error(reading.message)
        const names = reading.parameters.map(({ name }) => name)
        expect(new Set(names).size).toBe(names.length)
        for (const property of Object.keys(value.properties))
          expect(names.includes(property.trim()) || reading.remarks.some((remark) => remark.key === property)).toBe(
            true,
          )
        for (const parameter of reading.parameters) {
          expect(parameterSchema.parse(JSON.parse(JSON.stringify(parameter)))).toEqual(parameter)
          expect(whyNotValue({ ...parameter, required: false }, parameter.default)).toBeNull()
        }
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('what a parameter can say is read back as it is', () => {
    const word = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
    )
    const bound = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      nil: undefined,
    })
    const property = fc.record({
      type: fc.constantFrom('number', 'integer', 'string'),
      enum: fc.option(fc.array(word, { minLength: 1, maxLength: 4 }), { nil: undefined }),
      minimum: bound,
      description: fc.string(),
    })
    fc.assert(
      fc.property(property, (own) => {
        const { parameters } = one(JSON.parse(JSON.stringify(own)) as object)
        const isText = own.type === 'string'
        const choices = own.enum?.filter(
          (word) => isText || (own.type === 'integer' ? Number.isInteger(word) : word !== String(word)),
        )
        if (choices?.length === 0) {
          expect(parameters).toEqual([])
          return
        }
        expect(parameters[0]).toMatchObject({
          type: { number: 'float', integer: 'int', string: own.enum === undefined ? 'text' : 'choice' }[own.type],
          choices: choices ?? [],
          minimum: isText ? null : Object.is(own.minimum, -0) ? 0 : (own.minimum ?? null),
          words: own.description,
        })
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

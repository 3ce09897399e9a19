/** Inputs made from a schema: what it takes, filled with what hostile people and careless programs would send. */
import fc, { type Arbitrary } from 'fast-check'
import type { z } from 'zod'

/** Texts that have made programs stumble. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'null',
  'NaN',
  '\u0000',
  '\u001b[2J',
  '\ud800',
  '\udc00x',
  '\ufeff{}',
  '\u202eabc',
  'a'.repeat(300),
  '\\'.repeat(200),
  '{'.repeat(200),
  '{{best val_mse}}',
  '{{best val_mse of __proto__}}',
  '{{{{',
  '$\\frac{$',
  '$'.repeat(99),
  '../../etc/passwd',
  '%s%n',
  "'; DROP TABLE runs; --",
  '*',
  '(',
  '1e999',
  '-0',
  '0x10',
  '💥',
  'e\u0301',
  '\r\n',
]
const hostileNumbers: readonly number[] = [
  0,
  -0,
  1,
  2,
  3,
  -1,
  0.5,
  1e-5,
  5e-324,
  1e308,
  Number.MAX_VALUE,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 + 2,
  NaN,
  Infinity,
  -Infinity,
]

type Definition = {
  readonly type: string
  readonly shape?: Record<string, z.ZodType>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly items?: readonly z.ZodType[]
  readonly entries?: Record<string, string>
  readonly values?: readonly unknown[]
  readonly valueType?: z.ZodType
  readonly in?: z.ZodType
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(null, true, new Float64Array([0, 1, NaN]), new Uint8Array([1]), new Float64Array(), [], {}),
  fc.constantFrom<unknown>(...hostileNumbers),
  fc.constantFrom<unknown>(...hostileTexts),
)

/** @param texts that mean something where they are sent: names and ids that are there. */
export function inputsOf(schema: z.ZodType, texts: readonly string[]): Arbitrary<unknown> {
  const text = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...(texts.length > 0 ? texts : ['a'])) },
    { weight: 2, arbitrary: fc.constantFrom(...hostileTexts) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  )
  const numbers = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 20 }) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileNumbers) },
  )
  const of = (part: z.ZodType): Arbitrary<unknown> => {
    const definition = part._zod.def as unknown as Definition
    switch (definition.type) {
      case 'object': {
        const fields = Object.entries(definition.shape ?? {})
        const required = fields.filter(([, field]) => !isOptional(field)).map(([key]) => key)
        const model = Object.fromEntries(fields.map(([key, field]) => [key, of(unwrapped(field))]))
        return fc.record(model, { requiredKeys: required })
      }
      case 'string':
        return text
      case 'number':
      case 'int':
        return numbers
      case 'boolean':
        return fc.boolean()
      case 'enum':
        return fc.constantFrom(...Object.values(definition.entries ?? {}))
      case 'literal':
        return fc.constantFrom(...(definition.values ?? []))
      case 'array':
        return definition.element === undefined ? anything : fc.array(of(definition.element), { maxLength: 3 })
      case 'tuple':
        return fc.tuple(...(definition.items ?? []).map(of))
      case 'union':
        return fc.oneof(...(definition.options ?? []).map(of))
      case 'nullable':
        return fc.option(of(definition.innerType!), { nil: null })
      case 'optional':
      case 'default':
      case 'prefault':
      case 'readonly':
      case 'nonoptional':
        return of(definition.innerType!)
      case 'record':
        return fc.dictionary(
          fc.constantFrom(...hostileTexts.filter((key) => key !== '__proto__')),
          of(definition.valueType!),
          {
            maxKeys: 3,
          },
        )
      case 'pipe':
        return of(definition.in!)
      default:
        return anything
    }
  }
  return of(schema)
}

const isOptional = (schema: z.ZodType): boolean => ['optional', 'default'].includes(schema._zod.def.type)
const unwrapped = (schema: z.ZodType): z.ZodType =>
  isOptional(schema) ? ((schema._zod.def as unknown as Definition).innerType ?? schema) : schema

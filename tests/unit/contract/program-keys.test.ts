import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { programInputSchema, programValuesSchema } from '../../../src-main/contract/programs'
import { runnerRecordSchema } from '../../../src-main/contract/runner-protocol'
import { surroundingVariables } from '../../../src-main/platform/surroundings'
import { flatRecord } from '../../../src-main/protocol/config'

/** Names that mean something to a JavaScript object, and others. */
const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '7'),
  fc.string({ minLength: 1, maxLength: 20 }),
)
const variable = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'PATHS'),
  fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,9}$/).filter((text) => !text.startsWith('PLATEAU_')),
)
const recordOf = <Value>(key: fc.Arbitrary<string>, value: fc.Arbitrary<Value>) =>
  fc.uniqueArray(fc.tuple(key, value), { selector: ([one]) => one }).map((entries) => flatRecord(entries))

describe('what is named freely of a program', () => {
  it('has every value under its name, and none under another', () => {
    fc.assert(
      fc.property(recordOf(name, fc.oneof(fc.string(), fc.integer(), fc.boolean())), name, (values, absent) => {
        const read = programValuesSchema.parse(values)
        expect(Object.entries(read)).toEqual(Object.entries(values))
        if (!Object.hasOwn(values, absent)) expect(read[absent]).toBeUndefined()
      }),
    )
  })

  it('has every variable of its environment, as its process gets it', () => {
    fc.assert(
      fc.property(recordOf(variable, fc.string()), (variables) => {
        const read = programInputSchema.parse({ name: 'p', command: 'p', folder: '/', variables })
        expect(Object.entries(read.variables)).toEqual(Object.entries(variables))
        const given = surroundingVariables({
          attempt: 1,
          run: 'a',
          project: 'b',
          home: '/',
          ...read,
          environment: { kind: 'system' },
        })
        for (const [key, value] of Object.entries(variables)) expect(Object.entries(given)).toContainEqual([key, value])
      }),
    )
  })

  it('refuses a variable that is none, and one of Plateau’s own, by its name', () => {
    for (const [key, message] of [
      ['a b', 'must be letters, digits and underscores'],
      ['PLATEAU_RUN', 'is set by Plateau itself'],
    ] as const) {
      const read = programInputSchema.safeParse({ name: 'p', command: 'p', folder: '/', variables: { [key]: 'x' } })
      expect(read.error?.issues[0]).toMatchObject({ path: ['variables', key], message })
    }
    expect(programValuesSchema.safeParse({ ['k'.repeat(201)]: 1 }).error?.issues[0]?.message).toBe(
      'must have a key of at most 200 characters',
    )
  })

  it('has every value that its lines are read for', () => {
    fc.assert(
      fc.property(recordOf(name, fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
        const read = runnerRecordSchema.parse({ type: 'points', time: 1, step: 0, values })
        expect(read.type === 'points' && Object.entries(read.values)).toEqual(Object.entries(values))
      }),
    )
  })
})

/** What is wrong with what was handed in, in words of Plateau's own, whatever it is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { api } from '../../../src-main/contract/api'
import { programInputSchema } from '../../../src-main/contract/programs'
import { misfitWords } from '../../../src-main/protocol/schema-words'
import { propertyCases } from '../../support/property'
import { hostileTexts, inputsOf } from '../../support/schema-inputs'

/** How zod says things by itself. */
const zodsOwn = /Invalid|expected|received|Too (?:small|big)|Unrecognized|\bregex\b|undefined/
/** Ends a sentence that begins with the field's name. */
const goesOn = /^(?:must|is|has|have|needs|takes|does|cannot|a |at |".*" cannot|There is no such column)/

const messagesOf = (error: z.ZodError | undefined): string[] => (error?.issues ?? []).map(({ message }) => message)

describe('words of schemas', () => {
  it.each([
    [z.string(), 3, 'It must be text'],
    [z.string(), undefined, 'It is missing'],
    [z.number(), Number.NaN, 'It must be a number'],
    [z.int(), 1.5, 'It must be a whole number'],
    // Beyond what doubles hold exactly, the field's own bound is what counts.
    [z.int().max(8), 1e300, 'It must be at most 8'],
    [z.int().min(1).max(8), -1e300, 'It must be at least 1'],
    [z.int(), 1e300, 'It must be at most 9007199254740991'],
    [z.object({ a: z.int().max(8), b: z.int().max(3) }), { a: 1e300, b: 9 }, 'a: must be at most 8'],
    [z.boolean(), 'yes', 'It must be true or false'],
    [z.number().min(0), -1, 'It must be at least 0'],
    [z.number().positive(), 0, 'It must be above 0'],
    [z.number().lt(3), 3, 'It must be below 3'],
    [z.string().min(1), '', 'It must not be empty'],
    [z.string().max(2), 'abc', 'It must have at most 2 characters'],
    [z.array(z.int()).min(1), [], 'It needs at least 1 value'],
    [z.array(z.int()).max(2), [1, 2, 3], 'It takes at most 2 values'],
    [z.array(z.int()), [1, 'a'], '1: must be a number'],
    [z.enum(['a', 'b']), 'c', 'It must be one of a, b'],
    [z.literal(1), 2, 'It must be 1'],
    [z.strictObject({}), { a: 1, b: 2 }, 'It must not have a or b'],
    [z.record(z.string().regex(/^a/, 'must begin with a'), z.int()), { b: 1 }, 'b: must begin with a'],
    [z.union([z.null(), z.number(), z.string()]), [], 'It must be null, a number or text'],
    [z.union([z.null(), z.string().max(1)]), 'ab', 'It must have at most 1 character'],
    [z.discriminatedUnion('kind', [z.object({ kind: z.literal('x') })]), { kind: 'y' }, 'kind: must be one of x'],
  ])('%# %s', (schema, given, words) => {
    expect(misfitWords(schema.safeParse(given).error!, 'It')).toBe(words)
  })

  it.each(Object.entries(api))('of whatever is asked by %s are never those of zod', (_name, { input }) => {
    fc.assert(
      fc.property(inputsOf(input, ['a']), (given) => {
        for (const message of messagesOf(input.safeParse(given).error)) {
          expect(message).not.toMatch(zodsOwn)
          expect(message).toMatch(goesOn)
        }
      }),
      { numRuns: propertyCases(20) },
    )
  })

  it('of a program with any name in any place, and any value of a variable, say what is wrong with it', () => {
    const anyText = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 12 }))
    const anyValue = fc.oneof(anyText, fc.jsonValue({ maxDepth: 1 }), fc.double())
    const program = fc.record(
      {
        name: anyText,
        command: anyText,
        folder: anyText,
        variables: fc.dictionary(anyText, anyValue, { maxKeys: 2 }),
        parameters: fc.array(fc.record({ name: anyText, option: anyText, type: anyText, default: anyValue }), {
          maxLength: 2,
        }),
        results: fc.record({ source: anyText, patterns: fc.array(anyText, { maxLength: 2 }) }),
        stop: fc.record({ interruptSeconds: anyValue }),
        earlyStopping: fc.record({ metric: anyText, patience: anyValue, minDelta: anyValue }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(program, (given) => {
        const { error } = programInputSchema.safeParse(given)
        for (const message of messagesOf(error)) expect(message).not.toMatch(zodsOwn)
        if (error !== undefined) expect(misfitWords(error, 'The program')).not.toMatch(/^:|: :/)
      }),
      { numRuns: propertyCases(300) },
    )
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expressionKey, isExpressionKey, seriesWords } from '../../../src-main/contract/expression-keys'
import { fromJsonNumber, type JsonNumber } from '../../../src-main/contract/numbers'
import { evaluate, joinSteps } from '../../../src-main/model/expressions/evaluate'
import { seriesOfKey, whyNoExpression } from '../../../src-main/model/expressions/keys'
import { parseExpression, quotedName } from '../../../src-main/model/expressions/parse'
import { metricsIn, type Expression } from '../../../src-main/model/expressions/tree'
import { propertyCases } from '../../support/property'

type Fixture = {
  readonly columns: Readonly<Record<string, readonly number[]>>
  readonly cases: readonly { readonly text: string; readonly values: readonly JsonNumber[] }[]
}
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../oracle/fixtures/expressions.json'), 'utf8'),
) as Fixture

/** Equal but for the last digits of powers and logarithms. */
function expectNear(found: number, expected: number, of: string): void {
  const isNear = Object.is(found, expected) || Math.abs(found - expected) <= 1e-11 * Math.abs(expected)
  expect([of, isNear ? expected : found]).toEqual([of, expected])
}

describe('expressions over metrics', () => {
  it('mean what NumPy makes of them, in the order of operators that Python has', () => {
    const columns = new Map(Object.entries(fixture.columns).map(([name, all]) => [name, Float64Array.from(all)]))
    expect(fixture.cases.length).toBe(300)
    for (const { text, values } of fixture.cases) {
      const { expression, problem } = parseExpression(text)
      expect([text, problem]).toEqual([text, null])
      const found = evaluate(expression!, columns, 6)
      values.forEach((value, at) => expectNear(found[at]! + 0, fromJsonNumber(value)! + 0, `${text} at ${at}`))
    }
  })

  const names = ['val_loss', 'b.c', 'train/loss', 'say "what"', 'a b', 'log', 'größe']
  const tree = fc.letrec<{ expression: Expression }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      fc.constantFrom(...names).map((name): Expression => ({ kind: 'metric', name })),
      fc.double({ min: 0, max: 1e6, noNaN: true }).map((value): Expression => ({ kind: 'number', value: value + 0 })),
      tie('expression').map((of): Expression => ({ kind: 'negative', of })),
      fc
        .tuple(fc.constantFrom('+', '-', '*', '/', '^'), tie('expression'), tie('expression'))
        .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right })),
      fc
        .tuple(fc.constantFrom('log', 'sqrt', 'exp', 'abs', 'log10'), tie('expression'))
        .map(([name, of]): Expression => ({ kind: 'call', name, of: [of] })),
      fc
        .tuple(fc.constantFrom('min', 'max'), fc.array(tie('expression'), { minLength: 2, maxLength: 3 }))
        .map(([name, of]): Expression => ({ kind: 'call', name, of })),
    ),
  })).expression
  /** With every bracket. */
  const write = (expression: Expression): string => {
    switch (expression.kind) {
      case 'number':
        return String(expression.value)
      case 'metric':
        return quotedName(expression.name)
      case 'negative':
        return `(-${write(expression.of)})`
      case 'binary':
        return `(${write(expression.left)} ${expression.operator} ${write(expression.right)})`
      case 'call':
        return `${expression.name}(${expression.of.map(write).join(', ')})`
    }
  }
  /** One step after the other, by hand. */
  const slowly = (expression: Expression, at: ReadonlyMap<string, number>): number => {
    switch (expression.kind) {
      case 'number':
        return expression.value
      case 'metric':
        return at.get(expression.name)!
      case 'negative':
        return -slowly(expression.of, at)
      case 'binary': {
        const [left, right] = [slowly(expression.left, at), slowly(expression.right, at)]
        if (expression.operator === '+') return left + right
        if (expression.operator === '-') return left - right
        if (expression.operator === '*') return left * right
        return expression.operator === '/' ? left / right : Math.pow(left, right)
      }
      case 'call':
        return Math[expression.name](...(expression.of.map((one) => slowly(one, at)) as [number]))
    }
  }

  it('are read back as they were written, and are at each step what they are there', () => {
    const column = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(tree, fc.array(column, { minLength: names.length, maxLength: names.length }), (written, values) => {
        fc.pre(metricsIn(written).length > 0)
        const { expression, problem } = parseExpression(write(written), new Set(names))
        expect([write(written), problem]).toEqual([write(written), null])
        expect(expression).toEqual(written)
        const columns = new Map(names.map((name, at) => [name, Float64Array.from(values[at]!)]))
        const found = evaluate(expression!, columns, 4)
        for (let at = 0; at < 4; at += 1)
          expect(found[at]).toBe(slowly(written, new Map(names.map((name, index) => [name, values[index]![at]!]))))
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('have a place, a sentence and one fix for whatever is wrong, and never another fault', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'a',
        'val_loss',
        'log',
        '(',
        ')',
        ',',
        '+',
        '-',
        '*',
        '/',
        '^',
        '**',
        '"',
        '\\',
        '1',
        '.',
        ' ',
        '%',
        '🙂',
      ),
      fc.string({ maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, isKnown) => {
        const text = pieces.join('')
        const { expression, problem, tokens } = parseExpression(
          text,
          isKnown ? new Set(['a', 'val_loss', '1.x']) : null,
        )
        expect(expression === null).toBe(problem !== null)
        expect(tokens.every(({ from, to }) => from < to && to <= text.length)).toBe(true)
        if (problem === null) return
        expect(problem.from).toBeGreaterThanOrEqual(0)
        expect(problem.to).toBeGreaterThanOrEqual(problem.from)
        expect(problem.to).toBeLessThanOrEqual(text.length)
        expect(problem.sentence).toMatch(/\.$/)
        if (problem.fix === null) return
        // A fix changes something.
        const fixed = text.slice(0, problem.fix.from) + problem.fix.text + text.slice(problem.fix.to)
        expect(fixed).not.toBe(text)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  const known = new Set(['val_loss', 'train_loss', 'a', 'b', 'val/loss', 'x-y z'])
  it.each([
    ['val_loss -', 'A value is missing after -.', [9, 10], 'val_loss ', true],
    ['a b', 'An operator is missing before b.', [2, 3], 'a * b', false],
    ['(a + b', 'The bracket is not closed.', [0, 1], '(a + b)', true],
    ['a)', 'No bracket is open that this one could close.', [1, 2], 'a', false],
    ['a % b', '% does not belong here.', [2, 3], 'a  b', false],
    ['a ** 2', 'A power is written with ^.', [2, 4], 'a ^ 2', false],
    ['val_los / a', 'No run has a metric named val_los.', [0, 7], 'val_loss / a', false],
    ['a - val/loss', 'val/loss is one name, which needs quotation marks.', [4, 12], 'a - "val/loss"', false],
    ['sqr(a)', 'There is no function sqr.', [0, 3], 'sqrt(a)', false],
    ['log(a, 2)', 'log takes one value.', [5, 8], 'log(a)', false],
    ['* a', 'A value is missing before *.', [0, 1], ' a', false],
    ['a + ()', 'There is nothing between the brackets.', [4, 6], 'a + ', false],
    ['"a', 'The quotation mark is not closed.', [0, 2], '"a"', true],
    ['a, b', 'A comma stands between the values of a function.', [1, 2], 'a b', false],
  ] as const)('%s: %s', (text, sentence, place, fixed, isUnfinished) => {
    const { problem } = parseExpression(text, known)
    expect(problem).toMatchObject({ sentence, from: place[0], to: place[1], isUnfinished })
    const { fix } = problem!
    expect(text.slice(0, fix!.from) + fix!.text + text.slice(fix!.to)).toBe(fixed)
  })

  it.each([
    ['', 'There is nothing to calculate yet.'],
    ['1 + 2', 'It has no metric: its value would be the same at every step.'],
    ['min(a)', 'min takes two or more values, with commas between them.'],
    ['1e999 * a', '1e999 is larger than any number that can be calculated with.'],
    [`${'('.repeat(60)}a`, 'It is nested more than 40 deep.'],
  ])('%s: %s', (text, sentence) => {
    expect(parseExpression(text, known).problem).toMatchObject({ sentence })
  })
})

describe('keys of expressions', () => {
  it('are told from series, read as they were typed, and name what they are made of', () => {
    expect(expressionKey(' a / b ')).toBe('= a / b')
    expect([isExpressionKey('= a / b'), isExpressionKey('=a'), isExpressionKey('val_loss')]).toEqual([
      true,
      false,
      false,
    ])
    expect([seriesWords('= a / b'), seriesWords('val_loss')]).toEqual(['a / b', 'val_loss'])
    expect([seriesOfKey('= a / b - a'), seriesOfKey('val_loss'), seriesOfKey('= a /')]).toEqual([
      ['a', 'b'],
      ['val_loss'],
      [],
    ])
    expect(whyNoExpression('= a /')).toBe('The expression a / cannot be read. A value is missing after /. Character 3.')
    expect([whyNoExpression('= a'), whyNoExpression('a /')]).toEqual([null, null])
  })
})

describe('steps that several series share', () => {
  it('are those that each has, with its own values there', () => {
    const steps = fc
      .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })
      .map((all) => all.sort((a, b) => a - b))
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 4 }), (all) => {
        const series = all.map((own, at) => ({ steps: own, values: own.map((step) => step * 100 + at) }))
        const joined = joinSteps(series)
        const shared = all[0]!.filter((step) => all.every((own) => own.includes(step)))
        expect([...joined.steps]).toEqual(shared)
        joined.values.forEach((values, at) => expect([...values]).toEqual(shared.map((step) => step * 100 + at)))
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { longestReadLine, matchPattern, readPattern } from '../../../../src-main/model/programs/line-patterns'
import { numberAt } from '../../../../src-main/model/programs/line-numbers'
import { createPrintedResults } from '../../../../src-main/model/programs/printed-results'
import { readPlainLine } from '../../../../src-main/model/programs/plain-lines'
import { textOfValue } from '../../../../src-main/model/programs/parameters'
import { propertyCases } from '../../../support/property'

const plain = (line: string) => {
  const { step, epoch, values } = readPlainLine(line)
  return { ...(step === null ? {} : { step }), ...(epoch === null ? {} : { epoch }), ...Object.fromEntries(values) }
}
const match = (pattern: string, line: string) => {
  const read = readPattern(pattern)
  if (!read.ok) throw new Error(read.message)
  const found = matchPattern(read.pattern, line)
  return found === null ? null : Object.fromEntries(found)
}

describe('lines without a pattern', () => {
  it.each<[string, Record<string, number>]>([
    ['loss: 0.31', { loss: 0.31 }],
    ['loss=3.1e-1 accuracy = 97%', { loss: 0.31, accuracy: 97 }],
    ['epoch 3 loss 0.412', { step: 3, loss: 0.412 }],
    ['epoch 3 train loss 0.41 val loss 0.43', { step: 3, train_loss: 0.41, val_loss: 0.43 }],
    ['val loss: 0.438', { val_loss: 0.438 }],
    ['Epoch 3/10 - loss: 0.41 - val_loss: 0.5 - lr: 1e-4', { step: 3, loss: 0.41, val_loss: 0.5, lr: 1e-4 }],
    ['Epoch [3/10], Step [100/600], Loss: 0.35', { step: 100, epoch: 3, Loss: 0.35 }],
    ['[2026-11-29 13:44:56,123] INFO train: step=20 loss=nan', { step: 20, loss: Number.NaN }],
    ["{'loss': 0.41, 'grad_norm': 1.2, 'epoch': 1.0}", { step: 1, loss: 0.41, grad_norm: 1.2 }],
    ['{"step": 4, "val/acc": 0.9, "name": "x"}', { step: 4, 'val/acc': 0.9 }],
    ['WARNING loss: -inf', { loss: -Infinity }],
    ['iter 10 | speed 35.2it/s | f1 0.8', { step: 10, speed: 35.2, f1: 0.8 }],
  ])('reads %s', (line, values) => expect(plain(line)).toEqual(values))

  it.each([
    'Loading 3 files',
    'listening on http://localhost:8080',
    'torch 2.5.1, date: 2026-11-29, at: 13:44:56',
    'version: 1.2.3',
    'saved to runs/1 in 3 s',
    'File "train.py", line 12, in <module>',
    'a == 3, std::vector 4',
    'progress: 12/50',
    '{',
    '',
  ])('reads nothing in %s', (line) => expect(readPlainLine(line).values.size).toBe(0))
})

describe('patterns', () => {
  it.each<[string, string, Record<string, number> | null]>([
    ['epoch {step} loss {loss}', 'epoch 3 loss 0.412', { step: 3, loss: 0.412 }],
    ['epoch {step} loss {loss}', '[info] epoch   3\tloss 0.412 and more', { step: 3, loss: 0.412 }],
    ['epoch {step} loss {loss}', 'epoch three loss 0.4', null],
    ['loss {loss}', 'val_loss 0.4', null],
    ['loss {loss}', 'val_loss 0.4 loss 0.3', { loss: 0.3 }],
    ['val loss {val/loss}', 'val loss 0.438', { 'val/loss': 0.438 }],
    ['{step}: {a} {b}', '7: -1e3 inf', { step: 7, a: -1000, b: Infinity }],
    ['a{}z{x}', 'a lot of words z1', { x: 1 }],
    ['({x}%)', 'done (12.5%)', { x: 12.5 }],
    ['step {step} x {x}', 'step 1.5 x 2', null],
  ])('%s reads "%s"', (pattern, line, values) => expect(match(pattern, line)).toEqual(values))

  it.each([
    ['loss', 'Name a value, such as {loss}.'],
    ['epoch {step}', 'Name a value, such as {loss}.'],
    ['{a}{b}', 'Two fields need some text between them.'],
    ['{a', 'A { is not closed.'],
    ['a}', 'A } has no { before it.'],
    ['{a} {a}', '{a} appears twice.'],
  ])('refuses %s', (pattern, message) => expect(readPattern(pattern)).toEqual({ ok: false, message }))

  it('reads back every number as a program prints it, and where it ends', () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom('', ' ', ',', ' s'), (value, after) => {
        const text = textOfValue(value)
        const found = numberAt(`${text}${after}`, 0)
        expect(found?.end).toBe(text.length)
        expect(found?.value).toBe(value)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('finds the numbers of a line that a pattern has made, whatever stands around it', () => {
    const around = fc.string({ unit: fc.constantFrom('x', ' ', '1', '.', '-', 'ä', '{', '%'), maxLength: 30 })
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(around, around, fc.nat(), finite, (before, behind, step, loss) => {
        const line = `${before}| at ${step} loss=${textOfValue(loss)} ${behind}`
        expect(match('| at {step} loss={loss}', line)).toEqual({ step, loss: Number(textOfValue(loss)) })
      }),
      { numRuns: propertyCases(300) },
    )
  })
})

/** Text that is hard on readers that go back: the same few pieces over and over. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(
      fc.array(fc.constantFrom('a', ' ', '1', '.', ':', '=', 'e', '-', '{', '}', 'step', 'loss', 'inf'), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.nat(3_000),
    )
    .map(([pieces, count]) => pieces.join('').repeat(count).slice(0, 20_000)),
)

describe('any text', () => {
  it('is read or not, and never throws', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 3 }), fc.array(hostile, { maxLength: 4 }), (patterns, lines) => {
        const results = createPrintedResults(patterns.map((pattern) => pattern.slice(0, 500)))
        for (const line of lines) {
          const point = results.read(line)
          if (point === null) continue
          expect(Number.isSafeInteger(point.step) && point.step >= 0).toBe(true)
          expect(point.values.size).toBeGreaterThan(0)
        }
      }),
      { numRuns: propertyCases(150) },
    )
  })

  it('is looked at about once for each part of a pattern: a beginning that fits everywhere costs no more', () => {
    // Reading every character again from each place would look at 4,000 squared, for each of the parts.
    let looked = 0
    const charAt = vi.spyOn(String.prototype, 'charAt').mockImplementation(function (this: string, at) {
      looked += 1
      return this[at] ?? ''
    })
    const read = readPattern('a{}b{}c{}d{x}')
    const found = read.ok && matchPattern(read.pattern, 'ab'.repeat(longestReadLine / 2))
    charAt.mockRestore()
    expect(found).toBeNull()
    expect(looked).toBeGreaterThan(longestReadLine)
    expect(looked).toBeLessThan(20 * longestReadLine)
  })
})

describe('steps', () => {
  const readAll = (lines: readonly string[], patterns: readonly string[] = []) => {
    const results = createPrintedResults(patterns)
    return lines.flatMap((line) => {
      const point = results.read(line)
      return point === null ? [] : [[point.step, Object.fromEntries(point.values)] as const]
    })
  }

  it('are the last ones seen, in lines without one', () => {
    expect(
      readAll(
        ['epoch 3 loss 0.4', 'val loss 0.438', 'epoch 4 loss 0.3'],
        ['epoch {step} loss {loss}', 'val loss {val/loss}'],
      ),
    ).toEqual([
      [3, { loss: 0.4 }],
      [3, { 'val/loss': 0.438 }],
      [4, { loss: 0.3 }],
    ])
  })

  it('count by themselves where no line says one', () => {
    expect(readAll(['loss: 3', 'loss: 2', 'acc: 1'])).toEqual([
      [1, { loss: 3 }],
      [2, { loss: 2 }],
      [1, { acc: 1 }],
    ])
  })

  it('go on behind those of the epoch before, where each epoch counts anew', () => {
    const lines = [1, 2].flatMap((epoch) => [1, 2].map((step) => `epoch ${epoch} step ${step} loss: ${epoch}${step}`))
    expect(readAll(lines)).toEqual([
      [1, { loss: 11 }],
      [2, { loss: 12 }],
      [3, { loss: 21 }],
      [4, { loss: 22 }],
    ])
  })

  it('are epochs where every line says an epoch and nothing finer', () => {
    const epochs = createPrintedResults([])
    epochs.read('epoch 1 loss 2')
    expect(epochs.stepsAreEpochs()).toBe(true)
    epochs.read('step 1 loss 2')
    expect(epochs.stepsAreEpochs()).toBe(false)
  })
})

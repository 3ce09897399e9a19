/** What the caret is in, while a line is typed. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { endsInName, readCaret } from '../../../../src-main/model/query/caret'
import { printCondition } from '../../../../src-main/model/query/print'

/** The caret is where the bar stands. */
const read = (text: string) => {
  const caret = readCaret(text.replace('|', ''), text.indexOf('|'))
  if (caret === null) return null
  const { kind, from, to, typed, rest } = caret
  const field = 'field' in caret ? caret.field.name : null
  return { kind, field, typed, replaced: text.replace('|', '').slice(from, to), rest: rest && printCondition(rest) }
}

it.each([
  ['|', 'field', null, '', '', null],
  ['arch|', 'field', null, 'arch', 'arch', null],
  ['architecture |', 'operator', 'architecture', '', '', 'architecture'],
  ['architecture i|', 'operator', 'architecture', 'i', 'i', 'architecture'],
  ['architecture = |', 'value', 'architecture', '', '', null],
  ['architecture = po|oled', 'value', 'architecture', 'po', 'pooled', null],
  ['loss = mse and tag:fi|', 'value', 'tag', 'fi', 'fi', 'loss = mse'],
  ['loss = mse and tag:|', 'value', 'tag', '', '', 'loss = mse'],
  ['loss = mse |', 'field', null, '', '', 'loss = mse'],
  ['loss = mse and |', 'field', null, '', '', 'loss = mse'],
  ['loss = mse and (tag:final or val_ms|)', 'field', null, 'val_ms', 'val_ms', 'loss = mse'],
  ['loss in (mse, hu|', 'value', 'loss', 'hu', 'hu', null],
  ['loss in (mse, |) and seed = 1', 'value', 'loss', '', '', 'seed = 1'],
  ['loss = "two w|', 'value', 'loss', 'two w', '"two w', null],
  ['loss = "two w|ords" and seed = 1', 'value', 'loss', 'two w', '"two words"', 'seed = 1'],
  ['seed = 1 order by val|', 'field', null, 'val', 'val', 'seed = 1'],
  ['ar| = pooled and seed = 1', 'field', null, 'ar', 'ar', 'seed = 1'],
])('knows what is typed: %s', (line, kind, field, typed, replaced, rest) => {
  expect(read(line)).toEqual({ kind, field, typed, replaced, rest })
})

it('knows a name that is half typed from a word that is looked for', () => {
  const halves = ['a = 1 and val', 'a = 1 and val ', 'not v', 'a = 1 an', 'plain o', 'loss i']
  expect(halves.filter((line) => !endsInName(line))).toEqual([])
  expect(
    ['', 'plain', 'plain hub', 'a = 1', 'a = 1 and b = 2', 'a = 1 and', 'an', 'a = 1 any', 'plain a '].map(endsInName),
  ).not.toContain(true)
})

it('says nothing within a number of .at, or where the line has another fault', () => {
  expect(read('val_mse.at(2|')).toBe(null)
  expect(read('= = |')).toBe(null)
})

it('replaces a part of the line that the caret is in, wherever it is', () => {
  const parts = fc.constantFrom(
    'loss',
    '=',
    'mse',
    'and',
    '(',
    ')',
    '"a b"',
    'tag:x',
    'in',
    ',',
    '"',
    'order by',
    'Größe',
  )
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), fc.nat(60), (words, place) => {
      const line = words.join(' ')
      const at = Math.min(place, line.length)
      const caret = readCaret(line, at)
      if (caret === null) return
      expect([caret.from <= at, caret.to >= at, caret.to <= line.length]).toEqual([true, true, true])
    }),
  )
})

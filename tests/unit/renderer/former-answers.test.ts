import { expect, it } from 'vitest'
import { formerAnswers, type PanelLines } from '../../../src-renderer/views/workspace/former-answers'

const lines = (...entries: [string, string | undefined][]): PanelLines => new Map(entries)

it('goes on with what a panel showed until its new query is answered, however often it changes meanwhile', () => {
  const answers = new Map([['loss:mse', 'some']])
  const first = lines(['a', 'loss:mse'], ['b', undefined])
  // Known already, or on no panel before: nothing stands in for it.
  expect([...formerAnswers(first, new Map(), answers, new Map())]).toEqual([])
  expect([...formerAnswers(lines(['new', 'seed:1']), first, answers, new Map())]).toEqual([])
  const second = lines(['a', 'loss:m'], ['b', 'seed:1'])
  const former = formerAnswers(second, first, answers, new Map())
  expect([...former]).toEqual([
    ['loss:m', 'some'],
    ['seed:1', null],
  ])
  // Asked again, and asked for something else before there was an answer.
  expect(formerAnswers(second, second, answers, former)).toEqual(former)
  const third = lines(['a', 'loss:ma'], ['b', 'seed:1'])
  const later = formerAnswers(third, second, answers, former)
  expect([...later]).toEqual([
    ['loss:ma', 'some'],
    ['seed:1', null],
  ])
  expect([
    ...formerAnswers(third, third, new Map([...answers, ['loss:ma', 'others'], ['seed:1', 'one']]), later),
  ]).toEqual([])
})

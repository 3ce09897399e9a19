/** What the documentation says of the query language, read from its own tables. */
import { ownFields } from '@model/query/fields'
import { operatorWords } from '@model/query/help'
import { comparisons } from '@model/query/tree'
import { table } from './table'

const code = (text: string): string => `\`${text}\``

export const queryFields = (): string =>
  table(
    ['Field', 'What it is', 'For example'],
    ownFields.map(({ name, also, words, example }) => [[name, ...also].map(code).join(', '), words, code(example)]),
  )

export const queryOperators = (): string =>
  table(
    ['Operator', 'The field', 'For example'],
    comparisons.map((operator) => [code(operator), operatorWords[operator].words, code(operatorWords[operator].line)]),
  )

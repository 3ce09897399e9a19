/** What the documentation says of the query language, read from its own tables. */
import { ownFields } from '@model/query/fields'
import { comparisons, type Comparison } from '@model/query/tree'
import { table } from './table'

const code = (text: string): string => `\`${text}\``

export const queryFields = (): string =>
  table(
    ['Field', 'What it is', 'For example'],
    ownFields.map(({ name, also, words, example }) => [[name, ...also].map(code).join(', '), words, code(example)]),
  )

/** A row for each operator, so that none can be added without a word on it here. */
export function queryOperators(): string {
  const rows: Record<Comparison, readonly [meaning: string, example: string]> = {
    '=': ['is this; texts whatever their case', 'architecture = pooled'],
    '!=': ['is anything else, or is not there', 'loss != mse'],
    '<': ['is less; of dates, is before', 'val_mse.best < 0.013'],
    '<=': ['is no more', 'batch_size <= 64'],
    '>': ['is more; of dates, is after', 'created > 2026-01-01'],
    '>=': ['is no less', 'seed >= 3'],
    '~': ['has this regular expression in it, whatever the case', 'note ~ "lr.*decay"'],
    '!~': ['does not have it in it', 'name !~ "^test"'],
  }
  return table(
    ['Operator', 'The field', 'For example'],
    comparisons.map((operator) => [code(operator), rows[operator][0], code(rows[operator][1])]),
  )
}

/** Conditions in words, for the chips below a line: what is asked, how, and of which value. */
import { ownField } from './fields'
import { printCondition, printField } from './print'
import { isLeaf, type Comparison, type Condition, type Value } from './tree'

export type ConditionWords = { readonly field: string; readonly how: string; readonly value: string }

const comparisonWords: Readonly<Record<Comparison, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'below',
  '<=': 'at most',
  '>': 'above',
  '>=': 'at least',
  '~': 'matches',
  '!~': 'does not match',
}
const momentWords: Readonly<Partial<Record<Comparison, string>>> = {
  '<': 'before',
  '<=': 'until',
  '>': 'after',
  '>=': 'from',
}
const shown = ({ text }: Value): string => text

/** What one chip says. A condition of several is said as it is written. */
export function wordsOf(condition: Condition): ConditionWords {
  if (condition.kind === 'not') {
    const { field, how, value } = wordsOf(condition.of)
    return isLeaf(condition.of)
      ? { field: `not ${field}`, how, value }
      : { field: '', how: 'not', value: printCondition(condition.of) }
  }
  if (!isLeaf(condition)) return { field: '', how: '', value: printCondition(condition) }
  if (condition.kind === 'text') return { field: '', how: 'has', value: condition.text }
  const field = printField(condition.field)
  switch (condition.kind) {
    case 'term':
      return {
        field,
        how: ['name', 'note'].includes(ownField(condition.field.name)?.name ?? '') ? 'has' : 'is',
        value: shown(condition.value),
      }
    case 'compare': {
      const isMoment = ownField(condition.field.name)?.kind === 'moment'
      const how = (isMoment ? momentWords[condition.operator] : undefined) ?? comparisonWords[condition.operator]
      return { field, how, value: shown(condition.value) }
    }
    case 'in':
      return { field, how: condition.isNot ? 'is none of' : 'is one of', value: condition.values.map(shown).join(', ') }
    case 'between':
      return {
        field,
        how: condition.isNot ? 'not from' : 'from',
        value: `${shown(condition.low)} to ${shown(condition.high)}`,
      }
    case 'empty':
      return { field, how: condition.isNot ? 'is not' : 'is', value: 'empty' }
  }
}

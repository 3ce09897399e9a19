/** A tree as the line that means it: what {@link parseQuery} reads is the same tree. */
import { createScanner, isKeyword } from './scanner'
import { isLeaf, type Condition, type Field, type OrderBy, type Query, type Value } from './tree'

/** Text in quotation marks. */
export const quote = (text: string): string =>
  `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`

/** Whether a text is one word to the scanner. */
function isOneWord(text: string, read: 'word' | 'value'): boolean {
  if (text === '' || text.startsWith('"')) return false
  const word = createScanner(text)[read]()
  return word?.from === 0 && word.to === text.length
}

/** A name as a field has it. */
export const printName = (name: string): string => (isKeyword(name) ? quote(name) : printNameBefore(name))

/** The same before a colon, where no word means anything else. */
const printNameBefore = (name: string): string =>
  isOneWord(name, 'word') && !name.startsWith(':') && !['&&', '||'].includes(name) ? name : quote(name)

export function printField({ name, part, step }: Field): string {
  if (step !== null) return `${printName(name)}.at(${step})`
  return part === null ? printName(name) : `${quote(name)}.${part}`
}

/** A value, in quotation marks where it has or needs them. */
export const printValue = ({ text, isQuoted }: Value): string =>
  isQuoted || isKeyword(text) || !isOneWord(text, 'value') ? quote(text) : text

/** Behind a colon a value goes on to the next space. */
const printRest = ({ text, isQuoted }: Value): string => (isQuoted || !isRest(text) ? quote(text) : text)

function isRest(text: string): boolean {
  if (text === '' || text.startsWith('"')) return false
  const isBalanced = text.split('(').length === text.split(')').length
  return isBalanced && createScanner(text).rest().to === text.length
}

const printText = (text: string): string =>
  isOneWord(text, 'word') && !isKeyword(text) && !['&&', '||'].includes(text) ? text : quote(text)

/** A value with this text, in quotation marks only where it needs them; `term` behind a colon. */
export const valueOf = (text: string, place: 'value' | 'term' = 'value'): Value => ({
  text,
  isQuoted: place === 'term' ? !isRest(text) : isKeyword(text) || !isOneWord(text, 'value'),
})

/** One condition by itself. */
export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'text':
      return printText(condition.text)
    case 'term':
      return `${printNameBefore(condition.field.name)}:${printRest(condition.value)}`
    case 'compare':
      return `${printField(condition.field)} ${condition.operator} ${printValue(condition.value)}`
    case 'in':
      return `${printField(condition.field)}${condition.isNot ? ' not' : ''} in (${condition.values.map(printValue).join(', ')})`
    case 'between':
      return `${printField(condition.field)}${condition.isNot ? ' not' : ''} between ${printValue(condition.low)} and ${printValue(condition.high)}`
    case 'empty':
      return `${printField(condition.field)} is ${condition.isNot ? 'not ' : ''}empty`
    case 'not':
      return `not ${printWithin(condition.of, condition.of.kind === 'and' || condition.of.kind === 'or')}`
    case 'or':
      return condition.of.map(printCondition).join(' or ')
    case 'and':
      return condition.of.reduce((line, part, index) => {
        const before = condition.of[index - 1]
        const text = printWithin(part, part.kind === 'or')
        return before === undefined ? text : `${line}${isSearched(before) && isSearched(part) ? ' ' : ' and '}${text}`
      }, '')
  }
}

/** Words and terms stand beside each other, as they always did. */
const isSearched = (condition: Condition): boolean =>
  isLeaf(condition) && (condition.kind === 'text' || condition.kind === 'term')

const printWithin = (condition: Condition, needsBrackets: boolean): string =>
  needsBrackets ? `(${printCondition(condition)})` : printCondition(condition)

const printOrder = ({ field, isDescending }: OrderBy): string => `${printField(field)}${isDescending ? ' desc' : ''}`

/** The whole line. */
export function printQuery({ condition, order }: Query): string {
  const parts = condition === null ? [] : [printCondition(condition)]
  if (order.length > 0) parts.push(`order by ${order.map(printOrder).join(', ')}`)
  return parts.join(' ')
}

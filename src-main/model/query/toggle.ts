/** Conditions that a menu puts into a line and takes out again. */
import { parseQuery } from './parse'
import { printCondition, printQuery } from './print'
import { allOf, partsOf, type Condition, type Query } from './tree'

const read = (line: string): Query | null => parseQuery(line).query
const partOf = (condition: string): Condition | null => read(condition)?.condition ?? null

/** Whether a condition is one of those that all have to hold. */
export function hasCondition(line: string, condition: string): boolean {
  const part = partOf(condition)
  if (part === null) return false
  const written = printCondition(part)
  return partsOf(read(line)?.condition ?? null).some((one) => printCondition(one) === written)
}

/** The line with the condition, or without it where it has it. One that cannot be read stays as it is, with the condition behind. */
export function withCondition(line: string, condition: string): string {
  const query = read(line)
  const part = partOf(condition)
  if (query === null || part === null) return `${line.trim()} ${condition}`.trim()
  const written = printCondition(part)
  const parts = partsOf(query.condition)
  const others = parts.filter((one) => printCondition(one) !== written)
  return printQuery({
    condition: allOf(others.length < parts.length ? others : [...parts, part]),
    order: query.order,
  })
}

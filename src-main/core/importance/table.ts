/** Columns of runs as the table that importances are of. */
import { columnValue } from '../../contract/run-query'
import type { Setting } from '../../maths/importance/usable'
import type { ImportanceTable } from './service'

/**
 * Runs from the oldest on and settings by their keys, so that it depends neither on how a list is sorted nor on which key came first: the same runs
 * have the same forest.
 */
export function readTable({ numbers, settings, target }: ImportanceTable): {
  readonly settings: readonly Setting[]
  readonly target: readonly (number | undefined)[]
} {
  const places = Array.from(numbers.keys()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0))
  const numberAt = (place: number) => {
    const value = columnValue(target, place)
    return typeof value === 'number' ? value : undefined
  }
  return {
    settings: settings
      .map(({ key, column }) => ({ key, values: places.map((place) => columnValue(column, place)) }))
      .sort((left, right) => (left.key < right.key ? -1 : 1)),
    target: places.map(numberAt),
  }
}

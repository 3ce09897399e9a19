/** Which group is the best of a comparison, and which the last. */
import type { Comparison, ComparisonGroup } from '@contract/comparison'
import { describeSpread, valueTexts } from '../compare/verdict-words'
import { countOf } from '../words/format'

/**
 * “optimizer.lr 0.01 has the highest mean best val/acc, 0.8140 ± 0.0010 over 3 seeds; optimizer.lr 0.1 has the lowest, 0.7110 ± 0.0010 over
 * 3 seeds.” Of best values where not every group has a mean.
 * @returns null while fewer than two groups have a value
 */
export function describeRanking(comparison: Comparison): string | null {
  const { metric, direction, groups } = comparison
  const valued = groups.filter(({ best }) => best !== null)
  const areMeans = valued.every(({ mean, count }) => mean !== null && count > 1)
  const valueOf = ({ mean, best }: ComparisonGroup): number => (areMeans ? mean : best) ?? Number.NaN
  const ranked = [...valued].sort((left, right) =>
    direction === 'higher' ? valueOf(right) - valueOf(left) : valueOf(left) - valueOf(right),
  )
  const [first, last] = [ranked[0], ranked.at(-1)]
  if (first === undefined || last === undefined || first === last) return null
  const texts = valueTexts(comparison)
  const { unit = '' } = comparison
  const inUnit = (text: string): string => (unit === '' ? text : `${text} ${unit}`)
  const [top, bottom] = direction === 'higher' ? ['highest', 'lowest'] : ['lowest', 'highest']
  if (valueOf(first) === valueOf(last))
    return `All groups have the same ${areMeans ? 'mean best' : 'best'} ${metric}, ${inUnit((areMeans ? texts.mean : texts.best)(valueOf(first)))}.`
  if (areMeans) {
    const spread = (group: ComparisonGroup) =>
      `${inUnit(describeSpread(group, texts.mean))} over ${countOf(group.count, 'seed')}`
    return `${first.id} has the ${top} mean best ${metric}, ${spread(first)}; ${last.id} has the ${bottom}, ${spread(last)}.`
  }
  const best = (group: ComparisonGroup) => inUnit(texts.best(group.best ?? Number.NaN))
  const behind = `the best of ${last.id} is ${best(last)}`
  return ranked.length === 2
    ? `The ${top} ${metric} is ${best(first)}, of ${first.id}; ${behind}.`
    : `The ${top} ${metric} is ${best(first)}, of ${first.id}; ${behind}, the ${bottom} of all groups.`
}

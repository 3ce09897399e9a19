/** The verdict on many groups: a line for each, the best first. Sentences about their pairs would be a page that nobody reads. */
import type { Comparison, Contrast } from '../../contract/comparison'
import { showApart, showDigits } from '../../maths/digits'
import { median } from '../../maths/statistics'
import { contrastGroups, describeAmount } from './contrasts'
import { bestsOf, type Group } from './groups'
import type { ComparedMetric } from './metric'

/** Of so many groups the verdict is a paragraph; of more it is a list. */
export const mostGroupsInParagraph = 6

/** Whether the sentences of a comparison are lines of a list. */
export const isListed = ({ groups }: Pick<Comparison, 'groups'>): boolean =>
  groups.filter(({ best }) => best !== null).length > mostGroupsInParagraph

type Placed = { readonly group: Group; readonly name: string; readonly middle: number }

/**
 * Who leads, then how far each other group is behind it. Groups are ordered by the median of their runs' bests, as everywhere in a verdict.
 * @param groups that have a value, more than one. @param nameOf what tells a group from the others
 */
export function describeMany(
  metric: ComparedMetric,
  groups: readonly Group[],
  nameOf: (group: Group) => string,
): string[] {
  const placed = groups
    .map((group): Placed => ({ group, name: nameOf(group), middle: median(bestsOf(group.shown)) }))
    .toSorted((left, right) => compareBy(metric, left.middle, right.middle))
  const [leading, ...others] = placed
  if (leading === undefined) return []
  const show = showApart(placed.map(({ middle }) => middle))
  const unit = metric.unit === '' ? '' : ` ${metric.unit}`
  const alike = placed.filter(({ middle }) => compareBy(metric, leading.middle, middle) === 0)
  const headline = `${whoLeads(alike, placed.length)}: ${metric.key} ${show(leading.middle)}${unit}${ofHowMany(leading.group)}.`
  const lines = others.map((other) => {
    const contrast = contrastGroups(metric, leading.group, leading.name, other.group, other.name)
    // Said once where it is the same of all.
    const ofMany = ofHowMany(other.group)
    const middle = `${show(other.middle)}${ofMany === ofHowMany(leading.group) ? '' : ofMany}`
    return `${other.name}: ${middle}, ${describeBehind(leading, other, contrast)}.`
  })
  return [headline, ...lines]
}

/** Groups that are alike lead together: none of them is the best. @param alike those with the best value, one at least */
function whoLeads(alike: readonly Placed[], count: number): string {
  const [first, second] = alike.map(({ name }) => name)
  if (second === undefined) return `${first} is best of ${count} groups`
  if (alike.length === count) return `All ${count} groups are alike`
  const others = alike.length === 2 ? second : `${alike.length - 1} other groups`
  return `${first} and ${others} are alike, and best of ${count} groups`
}

const compareBy = ({ isBetter }: ComparedMetric, left: number, right: number): number =>
  isBetter(left, right) ? -1 : isBetter(right, left) ? 1 : 0

/** What a value is the median of; nothing of a single run's. */
function ofHowMany({ shown, areSeeds }: Group): string {
  if (shown.length < 2) return ''
  return ` (median of ${shown.length} ${areSeeds ? 'seeds' : 'runs'})`
}

/** With the interval of the means where there is one, else the distance of the values that stand there. */
function describeBehind(leading: Placed, other: Placed, contrast: Contrast): string {
  const { difference, low, high } = contrast
  if (difference !== null && low !== null && high !== null)
    return `on average ${describeAmount({ difference, low, high })}`
  const distance = other.middle - leading.middle
  if (distance === 0) return 'the same'
  return `${showDigits(Math.abs(distance), 2)} ${distance < 0 ? 'lower' : 'higher'}`
}

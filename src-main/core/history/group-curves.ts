/** The course of a metric over the runs of groups, as a sparkline of each group shows it. */
import { columnValue, type GroupCurve } from '../../contract/run-query'
import { pickEvenly, sparklineValues } from '../../maths/pick-evenly'
import { mean, standardDeviation } from '../../maths/statistics'
import type { DirectionOf } from '../../store/series-columns'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'

/** Runs of which one step unpacks the curves. */
const coursesAtOnce = 100
/** More would not be seen in a picture of the size of a word. */
const mostCourses = 400

/** A run's sparkline, and over how many epochs it goes. */
export type Course = { readonly values: readonly number[]; readonly epochs: number }

/**
 * Mean and standard deviation at evenly placed epochs. Values of a run lie evenly over its own epochs; between two it goes in a straight line. The curve
 * ends where fewer than half of the runs go on: what is left there says little about the others.
 */
export function curveOf(courses: readonly Course[]): GroupCurve {
  const drawn = courses.filter(({ values }) => values.some(Number.isFinite))
  const longest = drawn.reduce((most, { epochs }) => Math.max(most, epochs), 0)
  const curve: GroupCurve = { mean: [], low: [], high: [] }
  for (let at = 0; at < sparklineValues && drawn.length > 0; at += 1) {
    const epoch = (at / (sparklineValues - 1)) * Math.max(0, longest - 1)
    const values = drawn.map((course) => valueAt(course, epoch)).filter(Number.isFinite)
    if (values.length * 2 < drawn.length) break
    const middle = mean(values)
    const half = values.length < 2 ? 0 : standardDeviation(values)
    curve.mean.push(middle)
    curve.low.push(middle - half)
    curve.high.push(middle + half)
  }
  return curve
}

/** At an epoch counted from 0; NaN behind the run's last. */
function valueAt({ values, epochs }: Course, epoch: number): number {
  const last = Math.max(0, epochs - 1)
  if (epoch > last) return Number.NaN
  const at = last === 0 ? 0 : (epoch / last) * (values.length - 1)
  const before = values[Math.floor(at)] ?? Number.NaN
  const behind = values[Math.ceil(at)] ?? Number.NaN
  return before + (behind - before) * (at - Math.floor(at))
}

/** A run's course out of its cells; null for one that has none. */
export function courseOf(
  sparkline: ReturnType<typeof columnValue>,
  epochs: ReturnType<typeof columnValue>,
): Course | null {
  if (!Array.isArray(sparkline) || typeof epochs !== 'number' || epochs < 1) return null
  return { values: sparkline.map((value) => (typeof value === 'number' ? value : Number.NaN)), epochs }
}

/** The curves of groups, whose runs are read one group after the other. @param groups short names of the runs of each */
export function* readCurves(
  runQueries: Store['runQueries'],
  directionOf: DirectionOf,
  groups: readonly Float64Array[],
): Steps<GroupCurve[]> {
  const all: GroupCurve[] = []
  for (const group of groups) {
    // Slices are read from their least to their greatest.
    const numbers = Float64Array.from(pickEvenly(group, mostCourses)).sort()
    const courses: Course[] = []
    for (let from = 0; from < numbers.length; from += coursesAtOnce) {
      const part = numbers.subarray(from, from + coursesAtOnce)
      const columns = yield* runQueries.columns(part, ['run:sparkline', 'run:epochs'], directionOf)
      const [sparklines, epochs] = [columns['run:sparkline'], columns['run:epochs']]
      if (sparklines === undefined || epochs === undefined) continue
      for (let at = 0; at < part.length; at += 1) {
        const course = courseOf(columnValue(sparklines, at), columnValue(epochs, at))
        if (course !== null) courses.push(course)
      }
      yield
    }
    all.push(curveOf(courses))
    yield
  }
  return all
}

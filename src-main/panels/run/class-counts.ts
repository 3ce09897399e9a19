/** What is said of the classes of a run's data. */
import { formatCount, formatValue } from '../words/format'

export type CountedClass = {
  readonly name: string
  readonly training: number
  readonly validation: number
  /** In the loss; null where all classes count alike. */
  readonly weight: number | null
}

/** "10 classes of 480 to 512 training images, weights from 0.9766 to 1.042" */
export function classesInShort(classes: readonly CountedClass[]): string {
  if (classes.length === 0) return ''
  const range = (values: readonly number[], format: (value: number) => string) => {
    const [low, high] = [format(least(values)), format(greatest(values))]
    return low === high ? low : `${low} to ${high}`
  }
  const images = range(
    classes.map(({ training }) => training),
    formatCount,
  )
  const weights = classes.flatMap(({ weight }) => weight ?? [])
  const many = `${formatCount(classes.length)} classes of ${images} training images`
  if (weights.length === 0) return many
  const isOne = least(weights) === greatest(weights)
  return `${many}, ${isOne ? 'each of weight' : 'weights from'} ${range(weights, formatValue)}`
}

/** What saying the most frequent class of training always would score; null without validation images. */
export function baselineWords(classes: readonly CountedClass[]): string | null {
  const total = classes.reduce((sum, { validation }) => sum + validation, 0)
  const most = greatest(classes.map(({ training }) => training))
  const largest = classes.find(({ training }) => training === most)
  if (largest === undefined || total === 0) return null
  return `Always saying ${largest.name} would be right for ${((largest.validation / total) * 100).toFixed(1)} % of the validation images.`
}

const least = (values: readonly number[]): number => values.reduce((low, value) => Math.min(low, value), Infinity)
const greatest = (values: readonly number[]): number => values.reduce((high, value) => Math.max(high, value), -Infinity)

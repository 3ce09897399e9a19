/** Mixtures of two images and their targets (Zhang, Cisse, Dauphin and Lopez-Paz 2018, "mixup: beyond empirical risk minimization"). */
import { defineMixture, type Draws } from '../augmentation'

declare module '../augmentation' {
  interface Augmentations {
    mixup: true
  }
}

/** A normal number, by Box and Muller's transform of two uniform ones. */
const normal = (draws: Draws): number =>
  Math.sqrt(-2 * Math.log(1 - draws.uniform())) * Math.cos(2 * Math.PI * draws.uniform())

/**
 * The logarithm of a number of a Gamma distribution with scale 1 (Marsaglia and Tsang 2000, "A simple method for generating gamma variables"): of a
 * small shape most numbers are nearer to 0 than doubles are.
 */
function logGamma(draws: Draws, shape: number): number {
  if (shape < 1) return logGamma(draws, shape + 1) + Math.log(1 - draws.uniform()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(draws)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - draws.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v)
  }
}

export default defineMixture({
  kind: 'mixup',
  place: 6,
  phrase: (alpha) => `mixed with others of their batch by mixup with alpha ${alpha}`,
  help: 'Mixes each image and its target with another of its batch; the share is drawn for a batch from Beta(alpha, alpha).',
  number: { label: 'alpha', minimum: 0.01, maximum: 10, isWhole: false, default: 0.2 },
  /** Of Beta(alpha, alpha): one of two Gamma numbers by their sum. */
  share(draws, alpha) {
    const [left, right] = [logGamma(draws, alpha), logGamma(draws, alpha)]
    return 1 / (1 + Math.exp(right - left))
  },
  fixture: 'augmentations/mixup.json',
})

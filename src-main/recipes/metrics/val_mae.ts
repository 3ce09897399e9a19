/** The absolute error. */
import { defineMetric } from '../metric'

declare module '../metric' {
  interface Metrics {
    val_mae: true
  }
}

export default defineMetric({
  key: 'val_mae',
  task: 'image-to-image',
  place: 2,
  label: 'Validation MAE',
  unit: '',
  direction: 'lower',
  formula: { text: 'mean of |d|', tex: String.raw`\frac{1}{n} \sum |d|` },
  measure: {
    of: 'errors',
    add(sum, errors) {
      let total = sum
      for (const error of errors) total += Math.abs(error)
      return total
    },
  },
  fixture: 'metrics/val_mae.json',
})

/** The squared error. */
import { defineMetric } from '../metric'

declare module '../metric' {
  interface Metrics {
    val_mse: true
  }
}

export default defineMetric({
  key: 'val_mse',
  task: 'image-to-image',
  place: 1,
  label: 'Validation MSE',
  unit: '',
  direction: 'lower',
  formula: { text: 'mean of d²', tex: String.raw`\frac{1}{n} \sum d^2` },
  measure: {
    of: 'errors',
    add(sum, errors) {
      let total = sum
      for (const error of errors) total += error * error
      return total
    },
  },
  fixture: 'metrics/val_mse.json',
})

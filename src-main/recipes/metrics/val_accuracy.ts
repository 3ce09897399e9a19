/** The share of images whose greatest output is that of their class, as scikit-learn's `accuracy_score`. */
import { defineMetric } from '../metric'

declare module '../metric' {
  interface Metrics {
    val_accuracy: true
  }
}

export default defineMetric({
  key: 'val_accuracy',
  task: 'classification',
  place: 5,
  label: 'Validation accuracy',
  unit: '',
  direction: 'higher',
  formula: {
    text: 'share of images that are assigned to their class',
    tex: String.raw`\frac{1}{n} \sum [\hat{y} = y]`,
  },
  measure: { of: 'classes', add: (sum, { truth, said }) => (said === truth ? sum + 1 : sum), from: 'mean' },
  fixture: 'metrics/val_accuracy.json',
})

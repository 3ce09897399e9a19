/** The share of images whose class is among the five greatest outputs, as scikit-learn's `top_k_accuracy_score(k=5)`. */
import { isAmongGreatest } from '../confusion'
import { defineMetric } from '../metric'

declare module '../metric' {
  interface Metrics {
    val_top5: true
  }
}

export default defineMetric({
  key: 'val_top5',
  task: 'classification',
  place: 6,
  label: 'Validation top-5 accuracy',
  unit: '',
  direction: 'higher',
  formula: {
    text: 'share of images whose class is among the five greatest outputs',
    tex: String.raw`\frac{1}{n} \sum [y \text{ among the five greatest}]`,
  },
  measure: {
    of: 'classes',
    add: (sum, { truth, outputs, offset, classes }) =>
      isAmongGreatest(outputs, offset, classes, truth, 5) ? sum + 1 : sum,
    from: 'mean',
  },
  fixture: 'metrics/val_top5.json',
})

/** Macro F1, as scikit-learn's `f1_score(average="macro")`: classes count alike, however many images they have. */
import { macroF1 } from '../confusion'
import { defineMetric } from '../metric'

declare module '../metric' {
  interface Metrics {
    val_f1: true
  }
}

export default defineMetric({
  key: 'val_f1',
  task: 'classification',
  place: 7,
  label: 'Validation macro F1',
  unit: '',
  direction: 'higher',
  formula: {
    text: 'mean over classes of 2 · right / (images of the class + images said to be of it)',
    tex: String.raw`\frac{1}{c} \sum \frac{2 p r}{p + r}`,
  },
  measure: { of: 'confusion', from: macroF1 },
  fixture: 'metrics/val_f1.json',
})

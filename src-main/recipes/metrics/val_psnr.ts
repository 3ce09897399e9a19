/** Peak signal-to-noise ratio for a data range of 1 (definitions.md), as scikit-image's `peak_signal_noise_ratio`. */
import { defineMetric } from '../metric'

declare module '../metric' {
  interface Metrics {
    val_psnr: true
  }
}

export default defineMetric({
  key: 'val_psnr',
  task: 'image-to-image',
  place: 3,
  label: 'Validation PSNR',
  unit: 'dB',
  direction: 'higher',
  formula: { text: '10 log10(1 / val_mse)', tex: String.raw`10 \log_{10} \frac{1}{\mathrm{MSE}}` },
  measure: { of: 'metric', base: 'val_mse', from: (mse) => 10 * Math.log10(1 / mse) },
  fixture: 'metrics/val_psnr.json',
})

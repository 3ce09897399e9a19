/** Structural similarity, the mean over images. */
import { defineMetric } from '../metric'
import {
  similarityBytesPerImage,
  similarityReference,
  similarityWindow,
  structuralSimilarity,
} from '../structural-similarity'

declare module '../metric' {
  interface Metrics {
    val_ssim: true
  }
}

export default defineMetric({
  key: 'val_ssim',
  task: 'image-to-image',
  place: 4,
  label: 'Validation SSIM',
  unit: '',
  direction: 'higher',
  formula: {
    text: 'mean structural similarity, Gaussian window of 11 x 11 with sigma 1.5',
    tex: String.raw`\frac{(2 \mu_x \mu_y + c_1)(2 \sigma_{xy} + c_2)}{(\mu_x^2 + \mu_y^2 + c_1)(\sigma_x^2 + \sigma_y^2 + c_2)}`,
  },
  measure: {
    of: 'images',
    fits: ([height, width]) => Math.min(height, width) >= similarityWindow,
    prepare(targets, shape) {
      const reference = similarityReference(targets, shape)
      return (image, outputs, offset) => structuralSimilarity(reference, image, outputs, offset)
    },
    bytesPerImage: similarityBytesPerImage,
  },
  fixture: 'metrics/val_ssim.json',
})

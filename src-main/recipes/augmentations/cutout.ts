/** A black square somewhere in the image (DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with cutout"). */
import { defineAugmentation } from '../augmentation'

declare module '../augmentation' {
  interface Augmentations {
    cutout: true
  }
}

export default defineAugmentation({
  kind: 'cutout',
  place: 5,
  phrase: (side) => `with a square of ${side} × ${side} pixels blacked out`,
  help: 'Blacks out a square with its middle anywhere in the image; what lies outside is cut off.',
  number: { label: 'side', minimum: 1, maximum: 128, isWhole: true, default: 8 },
  changes: 'parts',
  refuse: ([height, width], _, side) =>
    side > Math.min(height, width) ? `is larger than the image of ${height} × ${width}` : null,
  prepare:
    ([height, width, channels], side) =>
    (picture, draws) => {
      const top = draws.below(height) - (side >> 1)
      const left = draws.below(width) - (side >> 1)
      const [from, to] = [Math.max(0, left) * channels, Math.min(width, left + side) * channels]
      for (let row = Math.max(0, top); row < Math.min(height, top + side); row += 1)
        picture.fill(0, row * width * channels + from, row * width * channels + to)
    },
  fixture: 'augmentations/cutout.json',
})

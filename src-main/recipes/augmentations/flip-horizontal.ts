/** Left and right changed over with some probability, as torchvision's `RandomHorizontalFlip`. */
import { defineAugmentation, probability } from '../augmentation'

declare module '../augmentation' {
  interface Augmentations {
    'flip-horizontal': true
  }
}

export default defineAugmentation({
  kind: 'flip-horizontal',
  place: 1,
  phrase: (value) => `flipped horizontally with probability ${value}`,
  help: 'Swaps left and right with this probability.',
  number: probability,
  changes: 'places',
  refuse: () => null,
  prepare:
    ([height, width, channels], value) =>
    (picture, draws) => {
      if (draws.uniform() >= value) return
      for (let row = 0; row < height; row += 1)
        for (let left = 0; left < width >> 1; left += 1)
          for (let channel = 0; channel < channels; channel += 1) {
            const at = (row * width + left) * channels + channel
            const other = (row * width + width - 1 - left) * channels + channel
            const kept = picture[at] ?? 0
            picture[at] = picture[other] ?? 0
            picture[other] = kept
          }
    },
  fixture: 'augmentations/flip-horizontal.json',
})

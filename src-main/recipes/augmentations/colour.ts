/**
 * Brightness, contrast and saturation, in this order, each by a factor from 1 - strength to 1 + strength: torchvision's `ColorJitter` without hue. Each
 * factor works on bytes and to the byte as Pillow's `ImageEnhance` does, which torchvision hands pictures to.
 */
import { defineAugmentation, type Picture } from '../augmentation'

declare module '../augmentation' {
  interface Augmentations {
    colour: true
  }
}

/** Pillow's grey of a pixel. */
const greyOf = (red: number, green: number, blue: number): number =>
  (red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16

/** Pillow's `Image.blend` in single precision, cut to a byte. @param factor 0 is `base`, 1 the value itself */
const blend = (base: number, value: number, factor: number): number =>
  Math.trunc(Math.min(255, Math.max(0, Math.fround(base + Math.fround(factor * (value - base))))))

function changeBrightness(picture: Picture, factor: number): void {
  for (let at = 0; at < picture.length; at += 1) picture[at] = blend(0, picture[at] ?? 0, factor)
}

function greyAt(picture: Picture, at: number, channels: number): number {
  const first = picture[at] ?? 0
  return channels < 3 ? first : greyOf(first, picture[at + 1] ?? 0, picture[at + 2] ?? 0)
}

/** Away from the mean of the picture's grey, or to it. */
function changeContrast(picture: Picture, factor: number, channels: number): void {
  let sum = 0
  for (let at = 0; at < picture.length; at += channels) sum += greyAt(picture, at, channels)
  const mean = Math.trunc(sum / (picture.length / channels) + 0.5)
  for (let at = 0; at < picture.length; at += 1) picture[at] = blend(mean, picture[at] ?? 0, factor)
}

/** Away from each pixel's grey, or to it. */
function changeSaturation(picture: Picture, factor: number, channels: number): void {
  if (channels < 3) return
  for (let at = 0; at < picture.length; at += channels) {
    const grey = greyAt(picture, at, channels)
    for (let channel = 0; channel < channels; channel += 1)
      picture[at + channel] = blend(grey, picture[at + channel] ?? 0, factor)
  }
}

export default defineAugmentation({
  kind: 'colour',
  place: 4,
  phrase: (strength) => `changed in brightness, contrast and saturation by up to ${strength}`,
  help: 'Multiplies brightness, contrast and saturation, each by another factor from 1 − strength to 1 + strength.',
  number: { label: 'strength', minimum: 0.01, maximum: 1, isWhole: false, default: 0.2 },
  changes: 'colours',
  refuse: () => null,
  prepare:
    ([, , channels], strength) =>
    (picture, draws) => {
      const factor = () => Math.fround(1 - strength + 2 * strength * draws.uniform())
      changeBrightness(picture, factor())
      changeContrast(picture, factor(), channels)
      changeSaturation(picture, factor(), channels)
    },
  fixture: 'augmentations/colour.json',
})

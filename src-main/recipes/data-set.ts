/** The data that recipes train on: CIFAR-10, flipped and grey. */

/** Sizes of the data set: 32 x 32 RGB in, 28 x 28 grey out. */
export const dataSet = {
  name: 'cifar10-flip-grey',
  trainImages: 50_000,
  testImages: 10_000,
  inputSide: 32,
  inputChannels: 3,
  targetSide: 28,
  targetSize: 784,
} as const

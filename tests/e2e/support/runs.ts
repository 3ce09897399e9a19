/** Settings of runs that are there to be looked at: real training of a moment. */

/** Few images for the network of the report: an epoch of about a second, for tests that need a run to be under way. */
export const fewImages = ['--train-size', '320', '--validation-size', '64']

/** Few images and a small network: an epoch of some milliseconds, for tests that need a run to have ended. */
export const tiny = [...fewImages, '--filters', '4,4', '--kernel-sizes', '3,3', '--hidden-units', '16']

/** Shapes of what goes through a network. */

/** Without the batch: [height, width, channels] of images, [units] of vectors. */
export type Shape = readonly number[]

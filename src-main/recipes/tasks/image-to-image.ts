/** An image out of an image: every value of the output has a target in [0, 1]. */
import { defineTask } from '../task-recipe'

declare module '../task' {
  interface Tasks {
    'image-to-image': true
  }
}

export default defineTask({
  kind: 'image-to-image',
  place: 1,
  name: 'image to image',
  help: 'Turns an image into another, which transforms make of it.',
  decides: 'val_mse',
  decidesInWords: 'the mean squared error over all pixels of the validation images',
  beside: 'val_psnr',
})

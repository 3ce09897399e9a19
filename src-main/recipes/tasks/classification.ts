/** A class out of an image: an output for each class, the greatest of which is what the network says. */
import { defineTask } from '../task-recipe'

declare module '../task' {
  interface Tasks {
    classification: true
  }
}

export default defineTask({
  kind: 'classification',
  place: 2,
  name: 'classification',
  help: 'Says which class an image belongs to.',
  decides: 'val_accuracy',
  decidesInWords: 'the share of validation images that are assigned to their class',
  beside: 'val_f1',
})

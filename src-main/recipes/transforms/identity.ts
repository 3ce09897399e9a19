/** The image as it is: what a network that reproduces its input is trained on. */
import { defineTransform } from '../transform'

declare module '../transform' {
  interface Transforms {
    identity: true
  }
}

export default defineTransform({
  kind: 'identity',
  place: 9,
  phrase: () => 'as they are',
  help: 'Leaves the image as it is.',
  number: null,
  shape: (input) => input,
  isLinear: true,
  prepare: () => (from, to) => to.set(from),
  fixture: 'transforms/identity.json',
})

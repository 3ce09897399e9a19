/** The one thing that would mend a mistake, in words and as what a button does. */
import { showShape, type Mend, type Misfit, type Shape } from './layer'

/** What {@link Misfit} says beside its message. */
export type Remedy = { readonly fix: string; readonly mend: Mend }

/** "Set size to 4." */
export const setTo = (key: string, value: number, words = `Set ${key} to ${value}.`): Remedy => ({
  fix: words,
  mend: { set: { [key]: value } },
})

export const removed: Remedy = { fix: 'Remove it.', mend: { replace: [] } }

/** Values of a side of a shape that is written down. */
export const mostSide = 65_536

/** An image of as many values, as near to a square as they allow; null where none can be written down. */
export function imageOfValues(values: number): Shape | null {
  let side = Math.floor(Math.sqrt(values))
  while (side > 1 && (values % (side * side) !== 0 || side > mostSide)) side -= 1
  const channels = values / (side * side)
  return channels <= mostSide ? [side, side, channels] : null
}

/** What every layer of images says to a vector. @param name of the layer, as a sentence begins with it */
export function needsImages(name: string, input: Shape): Misfit | null {
  if (input.length === 3) return null
  const message = `${name} needs images, and its input is ${showShape(input)}.`
  const shape = imageOfValues(input[0] ?? 1)
  return shape === null
    ? { message, ...removed }
    : {
        message,
        fix: `Put a reshape to ${showShape(shape)} before it.`,
        mend: { before: [{ kind: 'reshape', shape }] },
      }
}

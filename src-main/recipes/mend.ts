/** The one thing that would mend a mistake, in words and as what a button does. */
import type { LayerSpec, Shape } from './layer'

/** A change at the layer that a mistake stands at. */
export type Mend =
  /** Settings that it gets; one without a value is left out. */
  | { readonly set: Readonly<Record<string, unknown>> }
  | { readonly before: readonly LayerSpec[] }
  | { readonly after: readonly LayerSpec[] }
  /** What stands there instead of it: nothing, or what was in it. */
  | { readonly replace: readonly LayerSpec[] }

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

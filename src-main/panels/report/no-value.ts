/** A binding without a value, on its way out. */
export class NoValue extends Error {}

/** @param sentence on why there is none */
export const none = (sentence: string): never => {
  throw new NoValue(sentence)
}

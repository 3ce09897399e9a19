/** The part of jStat that is used; the package brings no types. */
declare module 'jstat' {
  export const jStat: {
    readonly studentt: {
      /** P(T <= x). */
      cdf(x: number, degreesOfFreedom: number): number
      /** The x with P(T <= x) = p. */
      inv(p: number, degreesOfFreedom: number): number
    }
  }
}

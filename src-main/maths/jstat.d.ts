/** The part of jStat that is used; the package brings no types. */
declare module 'jstat' {
  // CommonJS: by its names it can be imported in some loaders only.
  const jStat: {
    /** The error function. */
    erf(x: number): number
    /** The regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number
    /** Places from 1 on; equal values share the mean of theirs. Infinities have a place as any other value; NaN has none. */
    rank(values: readonly number[]): number[]
    readonly studentt: {
      /** The x with P(T <= x) = p. */
      inv(p: number, degreesOfFreedom: number): number
    }
  }
  export default jStat
}

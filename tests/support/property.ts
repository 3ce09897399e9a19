/** How much the tests try: little in every run of them, much in `npm run soak`. */

/** Whether rounds that take long are wanted. */
export const isSoak = process.env.PLATEAU_SOAK === '1'

/**
 * @param usual cases unless the environment says otherwise.
 * @returns the whole number in PLATEAU_PROPERTY_CASES where it is set, else `usual`; half of it in CI, which draws others each time.
 * @throws RangeError where the variable is no whole number above 0: a typing mistake must not try nothing and pass.
 */
export function propertyCases(usual: number): number {
  const asked = process.env.PLATEAU_PROPERTY_CASES
  if (asked === undefined || asked === '') return process.env.CI ? Math.ceil(usual / 2) : usual
  const cases = Number(asked)
  if (!Number.isSafeInteger(cases) || cases < 1)
    throw new RangeError(`PLATEAU_PROPERTY_CASES is "${asked}"; give a whole number above 0, such as 100000.`)
  return cases
}

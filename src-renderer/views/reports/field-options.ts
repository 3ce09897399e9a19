/** Choices among words that are their own labels. */

export const toOptions = <Value extends string>(values: readonly Value[]): { value: Value; label: string }[] =>
  values.map((value) => ({ value, label: value }))

/** The chosen one of the values; what was before where it is none of them. */
export const pick = <Value extends string>(values: readonly Value[], chosen: string, before: Value): Value =>
  values.find((value) => value === chosen) ?? before

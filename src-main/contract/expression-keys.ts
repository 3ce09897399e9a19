/**
 * An expression over metrics (docs/expressions.md) where the key of a series may stand: `= val_loss - train_loss`. A series that an author has named so
 * stays what it is.
 */

const mark = '= '

export const isExpressionKey = (key: string): boolean => key.startsWith(mark)

/** The key of an expression as it was typed. */
export const expressionKey = (text: string): string => mark + text.trim()

/** The expression of a key; null for a series. */
export const expressionOfKey = (key: string): string | null => (isExpressionKey(key) ? key.slice(mark.length) : null)

/** A key as people read it: an expression without its mark, which a spreadsheet would take for a formula. */
export const seriesWords = (key: string): string => expressionOfKey(key) ?? key

/** What the window and the documentation say of the language, in one place. */
import type { Comparison } from './tree'

export type ExampleLine = { readonly line: string; readonly words: string }

/** A row for each operator, so that none can be added without a word on it here. */
export const operatorWords: Readonly<Record<Comparison, ExampleLine>> = {
  '=': { words: 'is this; texts whatever their case', line: 'architecture = pooled' },
  '!=': { words: 'is anything else, or is not there', line: 'loss != mse' },
  '<': { words: 'is less; of dates, is before', line: 'val_mse.best < 0.013' },
  '<=': { words: 'is no more', line: 'batch_size <= 64' },
  '>': { words: 'is more; of dates, is after', line: 'created > 2026-01-01' },
  '>=': { words: 'is no less', line: 'seed >= 3' },
  '~': { words: 'has this regular expression in it, whatever the case', line: 'note ~ "lr.*decay"' },
  '!~': { words: 'does not have it in it', line: 'name !~ "^test"' },
}

/** How conditions are written beside the operators. */
export const otherLines: readonly ExampleLine[] = [
  { line: 'plain huber', words: 'runs that have both words in their name, tags, state or settings' },
  { line: 'tag:final', words: 'short for is, or has; up to the next space' },
  { line: 'val_mse.last < 0.02', words: 'a metric has .best, .last, .min, .max and .at(20)' },
  { line: 'loss in (mse, huber)', words: 'one of several; not in: none of them' },
  { line: 'learning_rate between 0.0001 and 0.001', words: 'both included' },
  { line: 'note is empty', words: 'not there, or nothing in it; is not empty: the others' },
  { line: 'loss = mse and (seed = 1 or not tag:old)', words: 'and comes before or, and may be left out' },
  { line: 'created > 7d', words: 'dates: 2026-01-31, today, yesterday, 7d ago; lengths of time: 90s, 30min' },
  { line: 'order by val_mse.best, created desc', words: 'the order of the list, by up to four fields' },
]

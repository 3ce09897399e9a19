import { printName, printValue, valueOf } from '@model/query/print'
import type { FlatConfig } from '@protocol/config'
import type { App } from '../../state/app.svelte'

/** The line that finds the runs with a setting at this value; null for values that no condition names, such as lists. */
export function lineFor(key: string, value: FlatConfig[string]): string | null {
  if (value === null) return `${printName(key)} is empty`
  if (typeof value === 'object') return null
  return `${printName(key)} = ${printValue(valueOf(String(value)))}`
}

/** Shows the runs with a setting at this value. */
export function findSetting(app: Pick<App, 'workspace' | 'router'>, key: string, value: FlatConfig[string]): void {
  const runQuery = lineFor(key, value)
  if (runQuery === null) return
  app.workspace.change('Query', { runQuery }, { isUndoable: false })
  app.router.go({ view: 'runs' })
}

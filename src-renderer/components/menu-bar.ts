import type { MenuBarAction } from '@contract/menu'
import type { App } from '../state/app.svelte'

/** In a field these are of what was typed there. */
const ofFields: Readonly<Record<string, 'undo' | 'redo' | 'selectAll'>> = {
  'Ctrl+Z': 'undo',
  'Ctrl+Shift+Z': 'redo',
  'Ctrl+A': 'selectAll',
}

/** Does what an entry of the menu bar says. @param isInField whether a text field has the focus */
export function act(app: Pick<App, 'keys' | 'shell' | 'toasts'>, action: MenuBarAction, isInField: boolean): void {
  const { shell, keys, toasts } = app
  const fail = (error: unknown) => toasts.fail(error)
  if ('window' in action) shell.windowAction(action.window).catch(fail)
  else if ('edit' in action) shell.edit?.(action.edit).catch(fail)
  else {
    const edit = isInField ? ofFields[action.command] : undefined
    if (edit !== undefined && shell.edit !== null) shell.edit(edit).catch(fail)
    else keys.run(action.command)
  }
}

/** What is said of a change that can be taken back: one message for each thing that happens, and only what has happened. */
import type { App } from './app.svelte'
import { isSaved, type Change, type Undoable } from './undo.svelte'

type Said = Pick<App, 'toasts'>

/**
 * Says what was done, once it is kept, and offers to take it back for as long as that can be done.
 * @param change null for one that nobody expects to take back, of which nothing is said.
 * @param text what is said, where that is more than the change's own label.
 */
export async function offer(
  { toasts }: Said,
  change: Change | null,
  text = change?.label ?? '',
  action = 'Undo',
): Promise<void> {
  if (change === null || !(await change.isSaved())) return
  const id = toasts.say(text, { label: action, run: () => void tellTaken({ toasts }, change.takeBack()) })
  change.onGone(() => toasts.close(id))
}

/** Takes the newest change back, and says which it was or why it could not be. */
export const takeNewestBack = (app: Pick<App, 'toasts' | 'undo'>): Promise<void> =>
  app.undo.canUndo ? tellTaken(app, app.undo.undo()) : Promise.resolve()

/** Does the newest change that was taken back again, and says so. */
export const doAgain = (app: Pick<App, 'toasts' | 'undo'>): Promise<void> =>
  app.undo.canRedo ? tellTaken(app, app.undo.redo(), 'Redone') : Promise.resolve()

async function tellTaken({ toasts }: Said, taking: Promise<Undoable | null>, word = 'Undone'): Promise<void> {
  try {
    const change = await taking
    if (change === null) toasts.say('This can no longer be undone')
    else if (await isSaved(change)) toasts.say(`${word}: ${change.label}`)
  } catch (error) {
    toasts.fail(error)
  }
}

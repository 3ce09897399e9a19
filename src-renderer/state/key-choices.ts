/** What a person says of keys in a project: which way a metric gets better, and what role a setting has. Each change can be taken back. */
import { making } from './undo.svelte'
import type { ChoiceChanges, DirectionChoice, RoleChoice } from '@contract/choices'
import { visibleLine } from '@contract/text'
import { shortKey } from '@panels/words/key-choices'
import type { App } from './app.svelte'
import { offer } from './taking-back'

type Choosing = Pick<App, 'client' | 'toasts' | 'undo' | 'projects'>

/** @param direction null leaves it to the author, the catalogue or the name. @returns false where it was refused, which is then said */
export function chooseDirection(
  app: Choosing,
  key: string,
  direction: DirectionChoice | null,
  project = app.projects.id,
): Promise<boolean> {
  return choose(app, `Direction of ${shortKey(key)} changed`, { directions: [{ key, direction }] }, project)
}

/** @param role null leaves it to the name */
export function chooseRole(
  app: Choosing,
  key: string,
  role: RoleChoice | null,
  project = app.projects.id,
): Promise<boolean> {
  return choose(app, `Role of ${shortKey(key)} changed`, { roles: [{ key, role }] }, project)
}

const choose = making(
  async (app: Choosing, label: string, changes: ChoiceChanges, project: string): Promise<boolean> => {
    const request = async (wanted: ChoiceChanges) => app.client.request('projects.choose', { project, ...wanted })
    try {
      const { back } = await request(changes)
      const undo = async () => void (await request(back))
      const redo = async () => void (await request(changes))
      void offer(app, app.undo.push({ scope: 'project', label: visibleLine(label), undo, redo }))
      return true
    } catch (error) {
      app.toasts.fail(error)
      return false
    }
  },
)

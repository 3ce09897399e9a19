/** The workspace of each project as it was left, and named views of it. */
import { randomBytes } from 'node:crypto'
import { PlateauError } from '../contract/errors'
import { visibleReviver } from '../contract/text'
import { defaultLayout, workspaceLayoutSchema, type SavedView, type WorkspaceLayout } from '../contract/workspace'
import { readStored } from '../store/stored-json'
import type { Store } from '../store/store'
import type { EventBus } from './events'
import { log } from './log'

export type WorkspaceService = ReturnType<typeof createWorkspaceService>

export function createWorkspaceService(store: Store, events: EventBus) {
  /** One that another version saved and this one does not understand stays stored, unseen, and takes no other view with it. */
  function readViews(project: string): { views: SavedView[]; unreadable: string[] } {
    const unreadable: string[] = []
    const views = store.views.list(project).flatMap((view) => {
      const parsed = workspaceLayoutSchema.safeParse(view.layout)
      if (parsed.success) return [{ ...view, layout: parsed.data }]
      log.error(`The view ${view.name} could not be read; it is left out`, parsed.error)
      unreadable.push(view.name)
      return []
    })
    return { views, unreadable }
  }
  const readLayout = (project: string) => {
    const text = store.projects.workspace(project)
    return text === null ? null : readStored(text, workspaceLayoutSchema, visibleReviver)
  }

  return {
    /** A layout that this version does not understand counts as never left. */
    read(project: string): { layout: WorkspaceLayout; views: SavedView[] } {
      const { views } = readViews(project)
      const read = readLayout(project)
      if (read === null) return { layout: defaultLayout, views }
      if (read.ok) return { layout: read.value, views }
      log.error(`The workspace ${read.reason}; it starts as new`)
      return { layout: defaultLayout, views }
    },
    /** Names of views that cannot be read, and of projects whose last layout cannot. */
    unreadable(): { views: string[]; layouts: string[] } {
      const projects = store.projects.list()
      return {
        views: projects.flatMap(({ id }) => readViews(id).unreadable),
        layouts: projects.flatMap(({ id, name }) => (readLayout(id)?.ok === false ? [name] : [])),
      }
    },
    keep: (project: string, layout: WorkspaceLayout): void =>
      store.projects.keepWorkspace(project, JSON.stringify(layout)),
    /** @throws PlateauError `name-taken` when another view of the project has the name. */
    saveView(project: string, { id = randomBytes(6).toString('hex'), name, layout }: SaveViewInput): SavedView {
      const holder = store.views.withName(project, name)
      if (holder !== null && holder !== id)
        throw new PlateauError('name-taken', `Another view is already called ${name}.`, { field: 'name' })
      const view = { id, name, layout, savedAt: new Date().toISOString() }
      store.views.save(project, view)
      events.publish('views-changed', {})
      return view
    },
    removeView(id: string): void {
      store.views.remove(id)
      events.publish('views-changed', {})
    },
  }
}

type SaveViewInput = Pick<SavedView, 'name' | 'layout'> & { readonly id?: string | undefined }

/** Links to what the window shows: copied, and opened in a window or tab of their own. */
import type { App } from './app.svelte'
import { takeLine } from './address-query.svelte'
import { queryViewOf, readPlace } from './paths'
import { openProject } from './projects'
import type { Route } from './routes'

/** Copies words, and says where that failed. */
export function copyWords(app: Pick<App, 'shell' | 'toasts'>, words: string): void {
  app.shell.copyText(words).catch((error: unknown) => app.toasts.fail(error))
}

/**
 * Copies the link to something, or to what is shown now. The desktop's links lead to no server, and the system has no program for them: what opens them is
 * said.
 */
export function copyLink(app: Pick<App, 'shell' | 'toasts' | 'router'>, route?: Route): void {
  const address = route === undefined ? app.router.address : app.router.addressOf(route)
  app.shell.copyText(`${location.origin}${address}`).then(
    () => {
      if (app.shell.kind === 'electron')
        app.toasts.say('Link copied. It opens in Plateau: paste it into the command field, or start with --at LINK.')
    },
    (error: unknown) => app.toasts.fail(error),
  )
}

/** Opens something, or what is shown now, in a window of its own; in a browser in a tab. */
export function openInWindow(app: Pick<App, 'shell' | 'toasts' | 'router'>, route?: Route): void {
  const address = route === undefined ? app.router.address : app.router.addressOf(route)
  app.shell.openWindow(address).catch((error: unknown) => app.toasts.fail(error))
}

/** Shows what an address of Plateau leads to, in its own project. */
export async function openAddress(app: App, address: string): Promise<void> {
  const { project, route, query } = readPlace(new URL(address, location.origin))
  const id = project === null ? app.projects.id : app.projects.find(project)?.id
  if (id === undefined) {
    app.router.go({ view: 'unknown', address, ...(project === null ? {} : { project }) })
    return
  }
  const view = queryViewOf(route)
  if ((await openProject(app, id, route)) && view !== null && query !== null) takeLine(app, view, query)
}

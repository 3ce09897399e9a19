import ArrowLeft from '@lucide/svelte/icons/arrow-left'
import ArrowRight from '@lucide/svelte/icons/arrow-right'
import AppWindow from '@lucide/svelte/icons/app-window'
import Link from '@lucide/svelte/icons/link'
import Search from '@lucide/svelte/icons/search'
import type { App } from '../state/app.svelte'
import { copyLink, openInWindow } from '../state/links'
import type { MenuGroups } from './menu'

/**
 * What can be done with the view itself.
 * @param isBehind something in the view has the menu: of the view stays what is about its link
 */
export function viewGroups(app: App, isBehind: boolean): MenuGroups {
  const { router } = app
  if (isBehind)
    return {
      copy: [{ label: 'Copy link to this view', icon: Link, keys: 'Ctrl+Shift+L', onselect: () => copyLink(app) }],
    }
  return {
    thing: [
      {
        label: 'Back',
        icon: ArrowLeft,
        keys: 'Alt+ArrowLeft',
        disabledBecause: router.canGoBack ? null : 'nothing before',
        onselect: () => router.back(),
      },
      {
        label: 'Forward',
        icon: ArrowRight,
        keys: 'Alt+ArrowRight',
        disabledBecause: router.canGoForward ? null : 'nothing after',
        onselect: () => router.forward(),
      },
      { label: 'Find in this view', icon: Search, keys: 'Ctrl+F', onselect: () => void app.keys.run('Ctrl+F') },
    ],
    copy: [
      { label: 'Copy link to this view', icon: Link, keys: 'Ctrl+Shift+L', onselect: () => copyLink(app) },
      { label: 'Open this view in a new window', icon: AppWindow, onselect: () => openInWindow(app) },
    ],
  }
}

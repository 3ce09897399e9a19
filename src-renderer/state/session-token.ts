/**
 * The token that the web host wants of a page. It comes in the printed link, behind the #, and is kept for this tab alone; a tab that was opened by a
 * bookmark or a link asks the other tabs of this very origin for it. It is never written where it outlives its tabs.
 */
const tokenKey = 'plateau-token'
const channelName = 'plateau-token'
/** How long another tab may take to answer: it is a turn of its event loop, unless it draws much. */
const answerMilliseconds = 1_000

type Message = { readonly kind: 'asked' } | { readonly kind: 'told'; readonly token: string }

/** Said where no tab has a token that the host takes. */
export const needsLink = 'This page needs the link that Plateau printed.'

/** The token in a link, or behind the # of one; null for none. */
export function tokenOf(link: string): string | null {
  const token = /#token=([\w-]+)$/.exec(link.trim())?.[1]
  return token ?? null
}

/** The token of the printed link, read once and taken out of the address, or the one that this tab was reloaded with; empty for none. */
export function takeToken(): string {
  const token = tokenOf(location.hash)
  if (token !== null) {
    keepToken(token)
    history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  }
  return sessionStorage.getItem(tokenKey) ?? ''
}

/** Keeps it for a reload of this tab. */
export function keepToken(token: string): void {
  sessionStorage.setItem(tokenKey, token)
}

/** Asks the other tabs. @returns null where none has one. */
export function askOtherTabs(): Promise<string | null> {
  return new Promise((found) => {
    const channel = new BroadcastChannel(channelName)
    const end = (token: string | null) => {
      clearTimeout(timer)
      channel.close()
      found(token)
    }
    const timer = setTimeout(() => end(null), answerMilliseconds)
    channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'told') end(data.token)
    })
    channel.postMessage({ kind: 'asked' } satisfies Message)
  })
}

/** Answers tabs that ask. @param token the one that the host has just taken; null while there is none */
export function answerOtherTabs(token: () => string | null): void {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    const known = data.kind === 'asked' ? token() : null
    if (known !== null) channel.postMessage({ kind: 'told', token: known } satisfies Message)
  })
}

/** The regions of the window, which F6 goes through: the landmarks and toolbars of the view that is open, the status bar and the title bar. */

const landmark =
  'aside, nav, form[aria-label], section[aria-label], section[aria-labelledby], [role=region], [role=complementary], [role=toolbar], .toolbar'
const chart = '[aria-roledescription=chart]'
const reachable =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [contenteditable=true], [tabindex]'

/** Where the focus was last, in each of them. */
const visited = new WeakMap<HTMLElement, HTMLElement>()

const isShown = (element: HTMLElement): boolean =>
  element.isConnected && element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert]') === null

/** Those of the view, outermost ones alone, in their order; the view itself where it has none. */
function regionsOfView(): HTMLElement[] {
  const main = document.querySelector('main')
  if (main === null) return []
  const all = [...main.querySelectorAll<HTMLElement>(landmark)].filter(isShown)
  const outermost = all.filter((one) => (one.parentElement?.closest(landmark) ?? null) === null)
  return outermost.length === 0 ? [main] : outermost
}

function regions(): HTMLElement[] {
  const around = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
  return [...regionsOfView(), ...around('footer.status'), ...around('header.titlebar')]
}

/** Tab stops of a region, not those of what is closed. */
const stopsIn = (region: HTMLElement): HTMLElement[] =>
  [...region.querySelectorAll<HTMLElement>(reachable)].filter((one) => one.tabIndex >= 0 && isShown(one))

/** To where it was last, else to its first chart, else to the first of its controls. */
function enter(region: HTMLElement): void {
  const before = visited.get(region)
  const charts = [...region.querySelectorAll<HTMLElement>(chart)].filter(isShown)
  const to =
    before !== undefined && isShown(before) && region.contains(before) ? before : (charts[0] ?? stopsIn(region)[0])
  if (to === undefined && !region.hasAttribute('tabindex')) region.tabIndex = -1
  ;(to ?? region).focus()
}

/** The next region takes the focus, or the one before; the first where none has it. */
export function stepRegion(step: -1 | 1): void {
  const all = regions()
  const active = document.activeElement
  const at = all.findIndex((region) => region.contains(active))
  if (at >= 0 && active instanceof HTMLElement && all[at] !== undefined) visited.set(all[at], active)
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length
  const region = all[next]
  if (region !== undefined) enter(region)
}

/** What the view is about takes the focus: of its regions the one that takes most of the window. */
export function skipToView(): void {
  const areaOf = (region: HTMLElement) => region.offsetWidth * region.offsetHeight
  const [largest] = regionsOfView().sort((left, right) => areaOf(right) - areaOf(left))
  if (largest !== undefined) enter(largest)
}

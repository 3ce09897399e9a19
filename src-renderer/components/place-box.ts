/** Where menus, popovers and lists that complete stand: at what they belong to, and within the window. */

/** What a box belongs to, in pixels of the window: a button, a field, or a point, whose top is its bottom. */
export type Anchor = { readonly left: number; readonly top: number; readonly bottom: number }
export type Size = { readonly width: number; readonly height: number }
export type BoxPlace = { readonly left: number; readonly top: number; readonly maxHeight: number }

/** From the edges of the window, in pixels. */
const margin = 8

/**
 * Beneath the anchor, or above it where only there is room for the whole of it; where it has room nowhere it is cut on the larger side, and scrolls. At a point
 * it rather moves beside it, whole.
 * @param size without a limit of its height. @param gap between the two, in pixels
 */
export function placeBox(anchor: Anchor, { width, height }: Size, view: Size, gap = 4): BoxPlace {
  const left = Math.max(margin, Math.min(anchor.left, view.width - width - margin))
  const isPoint = anchor.top === anchor.bottom
  const start = Math.max(margin, anchor.bottom + gap)
  const end = Math.min(view.height - margin, anchor.top - gap)
  const [below, above] = [view.height - margin - start, end - margin]
  if (height <= below) return { left, top: start, maxHeight: below }
  if (height <= above) return { left, top: end - height, maxHeight: above }
  if (isPoint) {
    const most = Math.max(0, view.height - 2 * margin)
    return { left, top: Math.max(margin, view.height - margin - height), maxHeight: most }
  }
  return below >= above
    ? { left, top: start, maxHeight: Math.max(0, below) }
    : { left, top: margin, maxHeight: Math.max(0, above) }
}

/** Puts a box there that is fixed in the window. */
export function putBox(box: HTMLElement, anchor: Anchor, gap?: number): void {
  const { scrollTop } = box
  // How high it would be: a limit from before would be taken for its height.
  box.style.maxHeight = ''
  const size = { width: box.offsetWidth, height: box.offsetHeight }
  const { left, top, maxHeight } = placeBox(anchor, size, { width: innerWidth, height: innerHeight }, gap)
  box.style.left = `${left}px`
  box.style.top = `${top}px`
  // Its own limit holds where that is enough.
  if (size.height > maxHeight) box.style.maxHeight = `${maxHeight}px`
  box.scrollTop = scrollTop
}

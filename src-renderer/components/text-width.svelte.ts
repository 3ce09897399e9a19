/** How wide a text is on the screen, for what folds before it is cut. */

const most = 20_000
// Bookkeeping: what was measured stays true for as long as the type is the same.
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const known = new Map<string, number>()
let context: CanvasRenderingContext2D | null = null
/** Counts up when type has come: what was measured before was another one's. */
let type = $state(0)

if (typeof document !== 'undefined' && 'fonts' in document)
  document.fonts.addEventListener('loadingdone', () => {
    known.clear()
    type += 1
  })

/** In pixels. @param font of the window's type, such as `500 12px` */
export function textWidth(text: string, font: string): number {
  void type
  // The window's digits are all as wide as a 0.
  const word = `${font} ${text.replaceAll(/\d/g, '0')}`
  const before = known.get(word)
  if (before !== undefined) return before
  context ??= document.createElement('canvas').getContext('2d')
  if (context === null) return text.length * 7
  context.font = `${font} 'Inter Variable', Inter, sans-serif`
  const { width } = context.measureText(word.slice(font.length + 1))
  if (known.size >= most) known.clear()
  known.set(word, width)
  return width
}

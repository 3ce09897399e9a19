/** Text on a canvas, with formulas as runs that any canvas can write: super- and subscripts, Greek, italics. */
import { fontOf, fontSize, type Look } from './look'
import type { RichText, Text } from './mathematics'
import type { AccentName, Mathematics } from './mathematics-reader'

type Run = {
  readonly text: string
  readonly isItalic: boolean
  /** Size and height above the line, as shares of the text's size. */
  readonly scale: number
  readonly rise: number
}
type RunStyle = Omit<Run, 'text' | 'isItalic'> & { readonly isUpright: boolean }

const smaller = 0.7
const up = 0.38
const down = -0.18
/** Signs that stand apart from what is beside them. */
const isRelation = (sign: string): boolean => /^[=<>+×⋅±∓÷≤≥≠≈∼≃≡∝≪≫→←↦∈∉⊂∪∩]$/u.test(sign)
const spaceOf: Readonly<Record<string, string>> = { ',': '\u2009', '!': '', quad: '\u2003', qquad: '\u2003\u2003' }
/** Behind the letter that they stand on. */
const accentMarks: Readonly<Record<AccentName, string>> = {
  hat: '\u0302',
  bar: '\u0304',
  tilde: '\u0303',
  vec: '\u20d7',
  dot: '\u0307',
  ddot: '\u0308',
  overline: '\u0305',
  underline: '\u0332',
  widehat: '\u0302',
  widetilde: '\u0303',
}

/** Whether a part of a fraction or a root needs brackets on one line. */
const isOne = (node: Mathematics): boolean =>
  node.kind === 'row' ? node.items.length <= 1 : node.kind !== 'fraction' && node.kind !== 'root'

function runsOfFormula(tree: Mathematics): Run[] {
  const runs: Run[] = []
  const put = (text: string, isItalic: boolean, { scale, rise, isUpright }: RunStyle) => {
    if (text === '') return
    const isSlanted = isItalic && !isUpright
    const last = runs.at(-1)
    if (last?.isItalic === isSlanted && last.scale === scale && last.rise === rise)
      runs[runs.length - 1] = { ...last, text: last.text + text }
    else runs.push({ text, isItalic: isSlanted, scale, rise })
  }
  const bracketed = (node: Mathematics, style: RunStyle) => {
    if (!isOne(node)) put('(', false, style)
    write(node, style)
    if (!isOne(node)) put(')', false, style)
  }
  const script = (node: Mathematics | null, by: number, style: RunStyle) => {
    if (node !== null) write(node, { ...style, scale: style.scale * smaller, rise: style.rise + style.scale * by })
  }
  const write = (node: Mathematics, style: RunStyle): void => {
    switch (node.kind) {
      case 'row':
        for (const item of node.items) write(item, style)
        return
      case 'letter':
        // Greek capitals stand upright, as TeX has them.
        put(node.text, node.name === '' || node.text === node.text.toLowerCase(), style)
        return
      case 'number':
      case 'text':
        put(node.text, false, style)
        return
      case 'sign':
        put(isRelation(node.text) ? ` ${node.text} ` : node.text, false, style)
        return
      case 'function':
        put(`${node.text}\u2009`, false, style)
        return
      case 'space':
        put(spaceOf[node.name] ?? ' ', false, style)
        return
      case 'font':
        write(node.body, { ...style, isUpright: node.font !== 'mathit' })
        return
      case 'scripts':
        write(node.base, style)
        script(node.below, down, style)
        script(node.above, up, style)
        return
      case 'fraction':
        bracketed(node.top, style)
        put('/', false, style)
        bracketed(node.bottom, style)
        return
      case 'root':
        put('√', false, style)
        bracketed(node.body, style)
        return
      case 'accent': {
        const mark = accentMarks[node.name]
        write(node.body, style)
        const last = runs.at(-1)
        if (last) runs[runs.length - 1] = { ...last, text: last.text + mark }
      }
    }
  }
  write(tree, { scale: 1, rise: 0, isUpright: false })
  return runs
}

/** A text's runs. */
export function runsOf(text: RichText): Run[] {
  return text.flatMap((part) =>
    'formula' in part ? runsOfFormula(part.formula) : [{ text: part.text, isItalic: false, scale: 1, rise: 0 }],
  )
}

export type TextStyle = { readonly weight?: number; readonly size?: number }

const fontOfRun = (look: Look, { weight, size = fontSize }: TextStyle, run: Run): string =>
  `${run.isItalic ? 'italic ' : ''}${fontOf(look, weight, Math.round(size * run.scale * 100) / 100)}`

/** How wide a text is, in pixels. Sets the context's font. */
export function textWidth(ctx: CanvasRenderingContext2D, look: Look, text: Text, style: TextStyle = {}): number {
  if (typeof text === 'string') {
    ctx.font = fontOf(look, style.weight, style.size)
    return ctx.measureText(text).width
  }
  return runsOf(text).reduce((sum, run) => {
    ctx.font = fontOfRun(look, style, run)
    return sum + ctx.measureText(run.text).width
  }, 0)
}

/** From the middle of a line of text down to where its letters stand, as a share of its size. */
const middleToBaseline = 0.35

/** Writes a text around the middle line `y`, filled or, as a halo, stroked, in the colours that are set. */
export function drawText(
  ctx: CanvasRenderingContext2D,
  look: Look,
  text: Text,
  x: number,
  y: number,
  align: 'left' | 'center' | 'right',
  { isHalo = false, ...style }: TextStyle & { readonly isHalo?: boolean } = {},
): void {
  const put = (part: string, left: number, middle: number) =>
    isHalo ? ctx.strokeText(part, left, middle) : ctx.fillText(part, left, middle)
  ctx.textBaseline = 'middle'
  if (typeof text === 'string') {
    ctx.font = fontOf(look, style.weight, style.size)
    ctx.textAlign = align
    put(text, x, y)
    return
  }
  const width = textWidth(ctx, look, text, style)
  const size = style.size ?? fontSize
  let left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2
  ctx.textAlign = 'left'
  for (const run of runsOf(text)) {
    ctx.font = fontOfRun(look, style, run)
    put(run.text, left, y + size * (middleToBaseline * (1 - run.scale) - run.rise))
    left += ctx.measureText(run.text).width
  }
}

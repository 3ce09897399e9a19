/** Text with simple mathematics between dollar signs, as runs that any canvas can write: super- and subscripts, Greek, italics. */
import { fontOf, fontSize, type Look } from './look'

type Run = {
  readonly text: string
  readonly isItalic: boolean
  /** Size and height above the line, as shares of the text's size. */
  readonly scale: number
  readonly rise: number
}

const letters: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  upsilon: 'υ',
  phi: 'φ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Xi: 'Ξ',
  Pi: 'Π',
  Sigma: 'Σ',
  Upsilon: 'Υ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
}
const signs: Readonly<Record<string, string>> = {
  times: ' × ',
  cdot: ' · ',
  pm: ' ± ',
  div: ' ÷ ',
  ldots: '…',
  dots: '…',
  prime: '′',
  degree: '°',
  ',': '\u2009',
  ' ': ' ',
  ';': ' ',
  '%': '%',
  $: '$',
  '#': '#',
  '&': '&',
  _: '_',
  '{': '{',
  '}': '}',
}
const functions = new Set(['log', 'ln', 'exp', 'min', 'max', 'sin', 'cos', 'tan', 'lim', 'arg'])
const upright = new Set(['mathrm', 'text', 'operatorname', 'mathbf', 'mathcal', 'mathbb', 'mathsf'])
const smaller = 0.7

/** One formula, without its dollar signs. What it does not know stands as it is written. @param unknown hears of each such command. */
function parseFormula(formula: string, unknown: (command: string) => void): Run[] {
  const runs: Run[] = []
  const put = (text: string, isItalic: boolean, scale: number, rise: number) => {
    const last = runs.at(-1)
    if (last?.isItalic === isItalic && last.scale === scale && last.rise === rise)
      runs[runs.length - 1] = { ...last, text: last.text + text }
    else runs.push({ text, isItalic, scale, rise })
  }
  let at = 0
  /** What one argument is: a group in braces, a command, or one character. */
  const argument = (): string => {
    if (formula[at] === '{') {
      let depth = 0
      const start = at + 1
      for (; at < formula.length; at += 1) {
        if (formula[at] === '{') depth += 1
        else if (formula[at] === '}' && (depth -= 1) === 0) break
      }
      const inside = formula.slice(start, at)
      at += 1
      return inside
    }
    const [command] = /^\\([A-Za-z]+|.)/.exec(formula.slice(at)) ?? [formula[at] ?? '']
    at += command.length
    return command
  }
  const walk = (scale: number, rise: number, isUpright: boolean) => {
    while (at < formula.length) {
      const character = formula[at] ?? ''
      if (character === '^' || character === '_') {
        at += 1
        const up = character === '^' ? 0.38 : -0.18
        for (const run of parseFormula(argument(), unknown))
          put(
            run.text,
            run.isItalic && !isUpright,
            scale * smaller * run.scale,
            rise + scale * (up + smaller * run.rise),
          )
        continue
      }
      if (character === '{' || character === '}') {
        at += 1
        continue
      }
      const name = character === '\\' ? /^\\([A-Za-z]+|.)/.exec(formula.slice(at))?.[1] : undefined
      if (name === undefined) {
        at += 1
        if (character === ' ') continue
        if (/[A-Za-z]/.test(character)) put(character, !isUpright, scale, rise)
        else put(character === '-' ? '−' : /[=<>+]/.test(character) ? ` ${character} ` : character, false, scale, rise)
        continue
      }
      at += name.length + 1
      if (upright.has(name)) {
        const words = argument()
        for (const [command] of words.matchAll(/\\[A-Za-z]+/g)) unknown(command)
        put(words, false, scale, rise)
      } else if (functions.has(name)) put(`${name}\u2009`, false, scale, rise)
      else {
        const letter = Object.hasOwn(letters, name) ? letters[name] : undefined
        if (letter === undefined) {
          const sign = Object.hasOwn(signs, name) ? signs[name] : undefined
          if (sign === undefined) unknown(`\\${name}`)
          put(sign ?? `\\${name}`, false, scale, rise)
        }
        // Capitals stand upright, as TeX has them.
        else put(letter, !isUpright && letter === letter.toLowerCase(), scale, rise)
      }
    }
  }
  walk(1, 0, false)
  return runs
}

const ignore = () => undefined

/** A text's runs. A dollar sign without another is itself. @param unknown hears of each command of mathematics that stands as it is written. */
export function parseText(text: string, unknown: (command: string) => void = ignore): Run[] {
  const plain = (part: string): Run[] => (part === '' ? [] : [{ text: part, isItalic: false, scale: 1, rise: 0 }])
  const runs: Run[] = []
  let rest = text
  for (;;) {
    const match = /(?<!\\)\$((?:[^$\\]|\\.)+)\$/.exec(rest)
    if (!match) return [...runs, ...plain(rest)]
    runs.push(...plain(rest.slice(0, match.index)), ...parseFormula(match[1] ?? '', unknown))
    rest = rest.slice(match.index + match[0].length)
  }
}

/** Commands of mathematics in a text that are not known here, each once: `\hat`. */
export function unknownCommands(text: string): string[] {
  const found = new Set<string>()
  parseText(text, (command) => void found.add(command))
  return [...found]
}

export type TextStyle = { readonly weight?: number; readonly size?: number }

const isPlain = (look: Look, text: string): boolean => !look.isFile || !text.includes('$')
const fontOfRun = (look: Look, { weight, size = fontSize }: TextStyle, run: Run): string =>
  `${run.isItalic ? 'italic ' : ''}${fontOf(look, weight, Math.round(size * run.scale * 100) / 100)}`

/** How wide a text is, in pixels. Sets the context's font. */
export function textWidth(ctx: CanvasRenderingContext2D, look: Look, text: string, style: TextStyle = {}): number {
  if (isPlain(look, text)) {
    ctx.font = fontOf(look, style.weight, style.size)
    return ctx.measureText(text).width
  }
  return parseText(text).reduce((sum, run) => {
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
  text: string,
  x: number,
  y: number,
  align: 'left' | 'center' | 'right',
  { isHalo = false, ...style }: TextStyle & { readonly isHalo?: boolean } = {},
): void {
  const put = (part: string, left: number, middle: number) =>
    isHalo ? ctx.strokeText(part, left, middle) : ctx.fillText(part, left, middle)
  ctx.textBaseline = 'middle'
  if (isPlain(look, text)) {
    ctx.font = fontOf(look, style.weight, style.size)
    ctx.textAlign = align
    put(text, x, y)
    return
  }
  const width = textWidth(ctx, look, text, style)
  const size = style.size ?? fontSize
  let left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2
  ctx.textAlign = 'left'
  for (const run of parseText(text)) {
    ctx.font = fontOfRun(look, style, run)
    put(run.text, left, y + size * (middleToBaseline * (1 - run.scale) - run.rise))
    left += ctx.measureText(run.text).width
  }
}

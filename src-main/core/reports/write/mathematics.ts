/** The part of TeX's mathematics that papers use in text, read into a tree and written as Typst and as MathML. */

export type Mathematics =
  | { readonly kind: 'row'; readonly items: readonly Mathematics[] }
  | { readonly kind: 'letter' | 'number' | 'sign' | 'text' | 'function'; readonly text: string }
  | {
      readonly kind: 'scripts'
      readonly base: Mathematics
      readonly below: Mathematics | null
      readonly above: Mathematics | null
    }
  | { readonly kind: 'fraction'; readonly top: Mathematics; readonly bottom: Mathematics }
  | { readonly kind: 'root'; readonly body: Mathematics }
  | { readonly kind: 'accent'; readonly mark: string; readonly body: Mathematics }

const greek =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega'.split(
    ' ',
  )
const greekLetters = 'αβγδεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ'
const signs: Readonly<Record<string, string>> = {
  times: '×', cdot: '⋅', pm: '±', mp: '∓', div: '÷', le: '≤', leq: '≤', ge: '≥', geq: '≥', ne: '≠', neq: '≠', approx: '≈',
  sim: '∼', equiv: '≡', ll: '≪', gg: '≫', to: '→', rightarrow: '→', leftarrow: '←', mapsto: '↦', in: '∈', sum: '∑', prod: '∏',
  int: '∫', infty: '∞', partial: '∂', nabla: '∇', forall: '∀', exists: '∃', ldots: '…', cdots: '⋯', dots: '…', mid: '∣',
  lvert: '|', rvert: '|', lVert: '‖', rVert: '‖', langle: '⟨', rangle: '⟩', '{': '{', '}': '}', '%': '%', '$': '$', '|': '‖', _: '_', '&': '&', '#': '#',
} // prettier-ignore
const functions = new Set(['log', 'ln', 'exp', 'max', 'min', 'arg', 'sin', 'cos', 'tanh', 'lim'])
const accents: Readonly<Record<string, string>> = { hat: '^', bar: '¯', tilde: '~', vec: '→', dot: '˙' }
const spaces = new Set([',', ';', ':', '!', ' ', 'quad', 'qquad', 'left', 'right', 'limits', 'big', 'Big'])

class Unknown extends Error {}

/** Null for TeX beyond this part: it is then shown as it is written. */
export function readMathematics(tex: string): Mathematics | null {
  const tokens = tex.match(/\\[A-Za-z]+|\\[^A-Za-z]|\d+(?:\.\d+)?|[^\s]/gu) ?? []
  let at = 0
  const next = (): string => {
    const token = tokens[at]
    if (token === undefined) throw new Unknown()
    at += 1
    return token
  }
  const argument = (): Mathematics => (tokens[at] === '{' ? group() : atom())
  const group = (): Mathematics => {
    next()
    const items = row('}')
    next()
    return items
  }
  const words = (): string => {
    if (next() !== '{') throw new Unknown()
    let text = ''
    while (tokens[at] !== '}') text += next()
    next()
    return text
  }
  const atom = (): Mathematics => {
    const token = next()
    if (token === '{') {
      at -= 1
      return group()
    }
    if (token === '}' || token === '^' || token === '_' || token === '&') throw new Unknown()
    if (!token.startsWith('\\')) {
      if (/^\d/.test(token)) return { kind: 'number', text: token }
      return { kind: /^\p{L}$/u.test(token) ? 'letter' : 'sign', text: token === '-' ? '−' : token }
    }
    const name = token.slice(1)
    const letter = greek.indexOf(name === 'varepsilon' ? 'epsilon' : name === 'varphi' ? 'phi' : name)
    if (letter >= 0) return { kind: 'letter', text: greekLetters.charAt(letter) }
    if (Object.hasOwn(signs, name)) return { kind: 'sign', text: signs[name] ?? '' }
    if (functions.has(name)) return { kind: 'function', text: name }
    if (name === 'frac') return { kind: 'fraction', top: argument(), bottom: argument() }
    if (name === 'sqrt') return { kind: 'root', body: argument() }
    if (Object.hasOwn(accents, name)) return { kind: 'accent', mark: accents[name] ?? '', body: argument() }
    if (['mathrm', 'text', 'operatorname', 'mathit', 'mathbf'].includes(name)) return { kind: 'text', text: words() }
    throw new Unknown()
  }
  const row = (end: string | null): Mathematics => {
    const items: Mathematics[] = []
    while (at < tokens.length && tokens[at] !== end) {
      const token = tokens[at] ?? ''
      if (token.startsWith('\\') && spaces.has(token.slice(1))) {
        at += 1
        continue
      }
      items.push(withScripts(atom()))
    }
    if (end !== null && at >= tokens.length) throw new Unknown()
    return items.length === 1 && items[0] ? items[0] : { kind: 'row', items }
  }
  const withScripts = (base: Mathematics): Mathematics => {
    let below: Mathematics | null = null
    let above: Mathematics | null = null
    for (let token = tokens[at]; token === '^' || token === '_' || token === "'"; token = tokens[at]) {
      next()
      if (token === '_') below = argument()
      else above = token === '^' ? argument() : { kind: 'sign', text: '′' }
    }
    return below === null && above === null ? base : { kind: 'scripts', base, below, above }
  }
  try {
    return row(null)
  } catch (error) {
    if (error instanceof Unknown) return null
    throw error
  }
}

const string = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

function typst(node: Mathematics): string {
  switch (node.kind) {
    case 'row':
      return node.items.map(typst).join(' ')
    case 'letter':
      return node.text
    case 'number':
      return node.text
    case 'sign':
      return `\\${node.text}`
    case 'text':
      return string(node.text)
    case 'function':
      return `op(${string(node.text)})`
    case 'scripts':
      return `attach(${[
        typst(node.base),
        ...(node.below === null ? [] : [`b: ${typst(node.below)}`]),
        ...(node.above === null ? [] : [`t: ${typst(node.above)}`]),
      ].join(', ')})`
    case 'fraction':
      return `frac(${typst(node.top)}, ${typst(node.bottom)})`
    case 'root':
      return `sqrt(${typst(node.body)})`
    case 'accent':
      return `accent(${typst(node.body)}, \\${node.mark})`
  }
}

/** For between Typst's dollars; null where the TeX is beyond {@link readMathematics}. */
export function toTypstMath(tex: string): string | null {
  const read = readMathematics(tex)
  return read === null ? null : typst(read)
}

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function mathml(node: Mathematics): string {
  switch (node.kind) {
    case 'row':
      return `<mrow>${node.items.map(mathml).join('')}</mrow>`
    case 'letter':
      return `<mi>${xml(node.text)}</mi>`
    case 'number':
      return `<mn>${xml(node.text)}</mn>`
    case 'sign':
      return `<mo>${xml(node.text)}</mo>`
    case 'text':
      return `<mtext>${xml(node.text)}</mtext>`
    case 'function':
      return `<mi mathvariant="normal">${xml(node.text)}</mi>`
    case 'scripts': {
      const { base, below, above } = node
      if (below !== null && above !== null) return `<msubsup>${mathml(base)}${mathml(below)}${mathml(above)}</msubsup>`
      const [tag, script] = below === null ? (['msup', above] as const) : (['msub', below] as const)
      return `<${tag}>${mathml(base)}${script === null ? '' : mathml(script)}</${tag}>`
    }
    case 'fraction':
      return `<mfrac>${mathml(node.top)}${mathml(node.bottom)}</mfrac>`
    case 'root':
      return `<msqrt>${mathml(node.body)}</msqrt>`
    case 'accent':
      return `<mover accent="true">${mathml(node.body)}<mo>${xml(node.mark)}</mo></mover>`
  }
}

/** As an element of HTML; null where the TeX is beyond {@link readMathematics}. */
export function toMathml(tex: string, isBlock: boolean): string | null {
  const read = readMathematics(tex)
  return read === null ? null : `<math${isBlock ? ' display="block"' : ''}>${mathml(read)}</math>`
}

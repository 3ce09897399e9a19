/**
 * The part of TeX's mathematics that papers use in labels and text, read into a tree: the one reader of it. Canvas (`rich-text`), TeX
 * (`panels/figure/tikz/text`), Typst and MathML (`core/reports/write/mathematics`) are written from the tree, so that a formula that one
 * format knows is known to all of them.
 */

export type Mathematics =
  | { readonly kind: 'row'; readonly items: readonly Mathematics[] }
  /** `name` is TeX's command without its backslash; empty for what is typed as itself. */
  | { readonly kind: 'letter' | 'sign'; readonly text: string; readonly name: string }
  | { readonly kind: 'number' | 'function'; readonly text: string }
  | { readonly kind: 'space'; readonly name: string }
  /** Words that stand upright, as they are. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'font'; readonly font: MathematicsFont; readonly body: Mathematics }
  | {
      readonly kind: 'scripts'
      readonly base: Mathematics
      readonly below: Mathematics | null
      readonly above: Mathematics | null
    }
  | { readonly kind: 'fraction'; readonly top: Mathematics; readonly bottom: Mathematics }
  | { readonly kind: 'root'; readonly body: Mathematics }
  | { readonly kind: 'accent'; readonly name: AccentName; readonly body: Mathematics }

const fonts = ['mathrm', 'mathbf', 'mathit', 'mathcal', 'mathsf', 'mathtt', 'mathbb'] as const
export type MathematicsFont = (typeof fonts)[number]
const isFont = (name: string): name is MathematicsFont => (fonts as readonly string[]).includes(name)
/** Commands of words, which are no mathematics themselves. */
const wordCommands = new Set(['text', 'operatorname'])

const accents = ['hat', 'bar', 'tilde', 'vec', 'dot', 'ddot', 'overline', 'underline', 'widehat', 'widetilde'] as const
export type AccentName = (typeof accents)[number]
const isAccent = (name: string): name is AccentName => (accents as readonly string[]).includes(name)

const tableOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(' ').flatMap((name, index, words) => (index % 2 === 0 ? [[name, words[index + 1] ?? ''] as const] : [])),
  )

/** Greek letters by their commands. */
export const greekLetters = tableOf(
  'alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ ' +
    'rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ ' +
    'Upsilon Υ Phi Φ Psi Ψ Omega Ω',
)
const signs = new Map([
  ...tableOf(
    'times × cdot ⋅ pm ± mp ∓ div ÷ bullet • le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ simeq ≃ equiv ≡ propto ∝ ll ≪ gg ≫ to → ' +
      'rightarrow → leftarrow ← mapsto ↦ in ∈ notin ∉ subset ⊂ cup ∪ cap ∩ sum ∑ prod ∏ int ∫ infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ ' +
      'ldots … cdots ⋯ dots … mid ∣ lvert | rvert | lVert ‖ rVert ‖ langle ⟨ rangle ⟩ ell ℓ prime ′ ast ∗ circ ∘ degree ° top ⊤ bot ⊥ perp ⊥',
  ),
  ...['{', '}', '%', '$', '_', '&', '#'].map((sign) => [sign, sign] as const),
  ['|', '‖'] as const,
])
const functions = new Set('log ln exp max min arg sin cos tan tanh lim sup inf det'.split(' '))
const spaces = new Set([',', ';', ':', '!', ' ', 'quad', 'qquad'])
/** Said of sizes alone: what stands there is the same without them. */
const sizes = new Set(['left', 'right', 'limits', 'big', 'Big'])

/** Groups within groups: nobody writes more, and every writer goes as deep. */
const mostDepth = 40

class Unreadable extends Error {}

/** Where `${...}` of a template stands in a formula: its values come by their places, as words. */
const placeholder = (index: number): string => String.fromCodePoint(0xf0000 + index)

type Read = { readonly tree: Mathematics | null; readonly unknown: readonly string[] }

/** @returns the tree, or null with the commands that are not known, if that is why. */
function read(tex: string, values: readonly string[]): Read {
  const tokens = tex.match(/\\[A-Za-z]+|\\[^A-Za-z]|\d+(?:\.\d+)?|\s+|[^]/gu) ?? []
  const unknown = new Set<string>()
  let at = 0
  let depth = 0
  const skipSpaces = () => {
    while (/^\s/.test(tokens[at] ?? '')) at += 1
  }
  const next = (): string => {
    const token = tokens[at]
    if (token === undefined) throw new Unreadable()
    at += 1
    return token
  }
  const within = (inside: () => Mathematics): Mathematics => {
    depth += 1
    if (depth > mostDepth) throw new Unreadable()
    const tree = inside()
    depth -= 1
    return tree
  }
  const argument = (): Mathematics => {
    skipSpaces()
    // TeX takes one digit of a number.
    const token = tokens[at] ?? ''
    if (/^\d./.test(token)) tokens.splice(at, 1, token.charAt(0), token.slice(1))
    return within(() => atom(false))
  }
  const group = (): Mathematics => {
    const inside = within(() => row('}'))
    next()
    return inside
  }
  /** Words in braces, as they are typed; null where they hold mathematics. */
  const words = (): string | null => {
    const start = at
    skipSpaces()
    let text = ''
    if (next() !== '{') throw new Unreadable()
    for (let token = next(); token !== '}'; token = next()) {
      if (/^\\[ {}%$_&#]$/.test(token)) text += token.slice(1)
      else if (/^[\\{^_$%&#~]/.test(token)) {
        at = start
        return null
      } else text += valueOf(token) ?? token
    }
    return text
  }
  const valueOf = (token: string): string | undefined => {
    const code = token.codePointAt(0) ?? 0
    return code >= 0xf0000 ? values[code - 0xf0000] : undefined
  }
  const command = (name: string): Mathematics => {
    const letter = greekLetters.get(name)
    if (letter !== undefined) return { kind: 'letter', text: letter, name }
    const sign = signs.get(name)
    if (sign !== undefined) return { kind: 'sign', text: sign, name }
    if (functions.has(name)) return { kind: 'function', text: name }
    if (spaces.has(name)) return { kind: 'space', name }
    if (name === 'frac') return { kind: 'fraction', top: argument(), bottom: argument() }
    if (name === 'sqrt') return { kind: 'root', body: argument() }
    if (isAccent(name)) return { kind: 'accent', name, body: argument() }
    if (wordCommands.has(name) || name === 'mathrm') {
      const text = words()
      if (text !== null) return name === 'operatorname' ? { kind: 'function', text } : { kind: 'text', text }
    }
    if (isFont(name)) return { kind: 'font', font: name, body: argument() }
    // Words that are none.
    if (wordCommands.has(name)) throw new Unreadable()
    unknown.add(`\\${name}`)
    // Its arguments are read as groups of their own, so that every command that is not known is told.
    return { kind: 'row', items: [] }
  }
  const atom = (takesSizes = true): Mathematics => {
    const token = next()
    if (token === '{') return group()
    if (/^[}^_&#%~$"]$/.test(token)) throw new Unreadable()
    if (token.startsWith('\\')) {
      const name = token.slice(1)
      if (takesSizes && sizes.has(name)) return { kind: 'row', items: [] }
      return command(name)
    }
    const value = valueOf(token)
    if (value !== undefined)
      return /^\d+(\.\d+)?$/.test(value) ? { kind: 'number', text: value } : { kind: 'text', text: value }
    if (/^\d/.test(token)) return { kind: 'number', text: token }
    if (/^\p{L}$/u.test(token)) return { kind: 'letter', text: token, name: '' }
    return { kind: 'sign', text: token === '-' ? '−' : token, name: '' }
  }
  const row = (end: string | null): Mathematics => {
    const items: Mathematics[] = []
    for (;;) {
      skipSpaces()
      const token = tokens[at]
      if (token === undefined || token === end) break
      const item = withScripts(/^[\^_']$/.test(token) ? { kind: 'row', items: [] } : atom())
      if (item.kind !== 'row' || item.items.length > 0) items.push(item)
    }
    if (end !== null && at >= tokens.length) throw new Unreadable()
    return items.length === 1 && items[0] ? items[0] : { kind: 'row', items }
  }
  /** At most one index of each kind, as TeX has them; primes just behind each other are one upper index. */
  const withScripts = (base: Mathematics): Mathematics => {
    let below: Mathematics | null = null
    let above: Mathematics | null = null
    for (;;) {
      skipSpaces()
      const token = tokens[at]
      if (token !== '^' && token !== '_' && token !== "'") break
      if (token === '_' ? below !== null : above !== null) throw new Unreadable()
      if (token === "'") {
        let primes = ''
        for (; tokens[at] === "'"; at += 1) primes += '′'
        above = { kind: 'sign', text: primes, name: 'prime' }
        continue
      }
      at += 1
      if (token === '_') below = argument()
      else above = argument()
    }
    return below === null && above === null ? base : { kind: 'scripts', base, below, above }
  }
  try {
    const tree = row(null)
    return { tree: unknown.size > 0 ? null : tree, unknown: [...unknown] }
  } catch (error) {
    if (error instanceof Unreadable) return { tree: null, unknown: [...unknown] }
    throw error
  }
}

/** A formula without its dollar signs; null for TeX beyond this part, which is then shown as it is written. */
export const readMathematics = (tex: string): Mathematics | null => read(tex, []).tree

/** A text that a person typed: words, and formulas between them. */
export type RichText = readonly (
  | { readonly text: string }
  | {
      readonly formula: Mathematics
      /** With its dollar signs. */
      readonly text: string
    }
)[]
/** What is drawn: plain text in which nothing means anything else, or one with formulas. */
export type Text = string | RichText

/** A formula begins and ends with something that is no space, and no digit follows it: two prices are none. */
const formulaPattern = /(?<!\\)\$(?!\s)((?:[^$\\]|\\[^])*?[^\s\\$]|(?:[^$\\]|\\[^])*?\\[^\s])\$(?!\d)/u

/**
 * A text that a person typed, with `$...$` as mathematics where the reader knows it; `\$` is a dollar sign. What it does not know stands
 * as it is written.
 * @param fill what stands for `${...}`: a word, which is never mathematics, whatever it holds.
 */
export function readText(typed: string, fill?: (written: string, inside: string) => string): RichText {
  const values: string[] = []
  const marked = fill
    ? typed.replaceAll(/\$\{([^}]*)\}/g, (written, inside: string) => {
        values.push(fill(written, inside))
        return placeholder(values.length - 1)
      })
    : typed
  const filled = (text: string) =>
    values.length === 0
      ? text
      : text.replaceAll(/[\u{f0000}-\u{ffffd}]/gu, (mark) => values[(mark.codePointAt(0) ?? 0) - 0xf0000] ?? mark)
  const parts: RichText[number][] = []
  const put = (text: string) => {
    const last = parts.at(-1)
    if (text === '') return
    if (last !== undefined && !('formula' in last)) parts[parts.length - 1] = { text: last.text + text }
    else parts.push({ text })
  }
  const putWords = (text: string) => put(filled(text.replaceAll('\\$', '$')))
  let rest = marked
  for (let match = formulaPattern.exec(rest); match !== null; match = formulaPattern.exec(rest)) {
    const [whole, tex = ''] = match
    putWords(rest.slice(0, match.index))
    const { tree } = read(tex, values)
    if (tree === null) put(filled(whole))
    else parts.push({ formula: tree, text: filled(whole) })
    rest = rest.slice(match.index + whole.length)
  }
  putWords(rest)
  return parts
}

/** A dollar sign of a word that goes into a text that is read by {@link readText}. */
export const escapeDollars = (word: string): string => word.replaceAll('$', '\\$')

/** The whole text on one line of plain characters, formulas as they are written. */
export const plainText = (text: Text): string =>
  typeof text === 'string' ? text : text.map((part) => part.text).join('')

/** Commands of mathematics in a text that are not known, each once: `\oint`. */
export function unknownCommands(typed: string): string[] {
  const found = new Set<string>()
  let rest = typed.replaceAll(/\$\{[^}]*\}/g, 'x')
  for (let match = formulaPattern.exec(rest); match !== null; match = formulaPattern.exec(rest)) {
    for (const name of read(match[1] ?? '', []).unknown) found.add(name)
    rest = rest.slice(match.index + match[0].length)
  }
  return [...found]
}

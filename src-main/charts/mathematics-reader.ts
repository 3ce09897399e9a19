/** The part of TeX's mathematics that papers use in labels and text, read into a tree. */

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

/** TeX beyond this part, or TeX that TeX would refuse. */
class Unreadable extends Error {}

/** Where `${...}` of a template stands in a formula: its values come by their places, as words. */
export const placeholder = (index: number): string => String.fromCodePoint(0xf0000 + index)

type Reading = { readonly tree: Mathematics | null; readonly unknown: readonly string[] }

/**
 * @param values what the {@link placeholder}s stand for
 * @returns the tree, or null with the commands that are not known, if that is why.
 */
export function readFormula(tex: string, values: readonly string[]): Reading {
  const reader = new FormulaReader(tex, values)
  try {
    const tree = reader.row(null)
    return { tree: reader.unknown.size > 0 ? null : tree, unknown: [...reader.unknown] }
  } catch (error) {
    if (error instanceof Unreadable) return { tree: null, unknown: [...reader.unknown] }
    throw error
  }
}

/** Goes through the tokens once, by descent: a method for each part of the grammar. */
class FormulaReader {
  readonly unknown = new Set<string>()
  readonly #tokens: string[]
  readonly #values: readonly string[]
  #at = 0
  #depth = 0

  constructor(tex: string, values: readonly string[]) {
    this.#tokens = tex.match(/\\[A-Za-z]+|\\[^A-Za-z]|\d+(?:\.\d+)?|\s+|[^]/gu) ?? []
    this.#values = values
  }

  /** Up to `end`, which is left standing, or to the end of the formula. */
  row(end: string | null): Mathematics {
    const items: Mathematics[] = []
    for (;;) {
      this.#skipSpaces()
      const token = this.#tokens[this.#at]
      if (token === undefined || token === end) break
      const item = this.#withScripts(/^[\^_']$/.test(token) ? { kind: 'row', items: [] } : this.#atom())
      if (item.kind !== 'row' || item.items.length > 0) items.push(item)
    }
    if (end !== null && this.#at >= this.#tokens.length) throw new Unreadable()
    return items.length === 1 && items[0] ? items[0] : { kind: 'row', items }
  }

  /** At most one index of each kind, as TeX has them; primes just behind each other are one upper index. */
  #withScripts(base: Mathematics): Mathematics {
    let below: Mathematics | null = null
    let above: Mathematics | null = null
    for (;;) {
      this.#skipSpaces()
      const token = this.#tokens[this.#at]
      if (token !== '^' && token !== '_' && token !== "'") break
      if (token === '_' ? below !== null : above !== null) throw new Unreadable()
      if (token === "'") {
        let primes = ''
        for (; this.#tokens[this.#at] === "'"; this.#at += 1) primes += '′'
        above = { kind: 'sign', text: primes, name: 'prime' }
        continue
      }
      this.#at += 1
      if (token === '_') below = this.#argument()
      else above = this.#argument()
    }
    return below === null && above === null ? base : { kind: 'scripts', base, below, above }
  }

  #atom(takesSizes = true): Mathematics {
    const token = this.#next()
    if (token === '{') return this.#group()
    if (/^[}^_&#%~$"]$/.test(token)) throw new Unreadable()
    if (token.startsWith('\\')) {
      const name = token.slice(1)
      return takesSizes && sizes.has(name) ? { kind: 'row', items: [] } : this.#command(name)
    }
    const value = this.#valueOf(token)
    if (value !== undefined)
      return /^\d+(\.\d+)?$/.test(value) ? { kind: 'number', text: value } : { kind: 'text', text: value }
    if (/^\d/.test(token)) return { kind: 'number', text: token }
    if (/^\p{L}$/u.test(token)) return { kind: 'letter', text: token, name: '' }
    return { kind: 'sign', text: token === '-' ? '−' : token, name: '' }
  }

  #command(name: string): Mathematics {
    const letter = greekLetters.get(name)
    if (letter !== undefined) return { kind: 'letter', text: letter, name }
    const sign = signs.get(name)
    if (sign !== undefined) return { kind: 'sign', text: sign, name }
    if (functions.has(name)) return { kind: 'function', text: name }
    if (spaces.has(name)) return { kind: 'space', name }
    if (name === 'frac') return { kind: 'fraction', top: this.#argument(), bottom: this.#argument() }
    if (name === 'sqrt') return { kind: 'root', body: this.#argument() }
    if (isAccent(name)) return { kind: 'accent', name, body: this.#argument() }
    if (wordCommands.has(name) || name === 'mathrm') {
      const text = this.#words()
      if (text !== null) return name === 'operatorname' ? { kind: 'function', text } : { kind: 'text', text }
    }
    if (isFont(name)) return { kind: 'font', font: name, body: this.#argument() }
    // Words that are none.
    if (wordCommands.has(name)) throw new Unreadable()
    this.unknown.add(`\\${name}`)
    // Its arguments are read as groups of their own, so that every command that is not known is told.
    return { kind: 'row', items: [] }
  }

  #argument(): Mathematics {
    this.#skipSpaces()
    // TeX takes one digit of a number.
    const token = this.#tokens[this.#at] ?? ''
    if (/^\d./.test(token)) this.#tokens.splice(this.#at, 1, token.charAt(0), token.slice(1))
    return this.#within(() => this.#atom(false))
  }

  #group(): Mathematics {
    const inside = this.#within(() => this.row('}'))
    this.#next()
    return inside
  }

  /** Words in braces, as they are typed; null where they hold mathematics. */
  #words(): string | null {
    const start = this.#at
    this.#skipSpaces()
    let text = ''
    if (this.#next() !== '{') throw new Unreadable()
    for (let token = this.#next(); token !== '}'; token = this.#next()) {
      if (/^\\[ {}%$_&#]$/.test(token)) text += token.slice(1)
      else if (/^[\\{^_$%&#~]/.test(token)) {
        this.#at = start
        return null
      } else text += this.#valueOf(token) ?? token
    }
    return text
  }

  #valueOf(token: string): string | undefined {
    const code = token.codePointAt(0) ?? 0
    return code >= 0xf0000 ? this.#values[code - 0xf0000] : undefined
  }

  #next(): string {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new Unreadable()
    this.#at += 1
    return token
  }

  #skipSpaces(): void {
    while (/^\s/.test(this.#tokens[this.#at] ?? '')) this.#at += 1
  }

  #within(inside: () => Mathematics): Mathematics {
    this.#depth += 1
    if (this.#depth > mostDepth) throw new Unreadable()
    const tree = inside()
    this.#depth -= 1
    return tree
  }
}

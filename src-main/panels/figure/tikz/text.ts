/** Text as LaTeX: whatever it holds it compiles, and stands there as it reads. */

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  // Two of them, or one behind ! or ?, are other signs in TeX's fonts.
  '<': '\\ensuremath{<}',
  '>': '\\ensuremath{>}',
  '|': '\\ensuremath{|}',
  '"': "''",
  '\u2013': '--',
  '\u2014': '---',
  '\u2018': '`',
  '\u2019': "'",
  '\u201c': '``',
  '\u201d': "''",
  '\u2026': '\\ldots{}',
  '\u00a0': '~',
  '\u2009': '\\,',
  '\u00d7': '\\ensuremath{\\times}',
  '\u00b7': '\\ensuremath{\\cdot}',
  '\u00b1': '\\ensuremath{\\pm}',
  '\u2212': '\\ensuremath{-}',
  '\u2264': '\\ensuremath{\\leq}',
  '\u2265': '\\ensuremath{\\geq}',
  '\u2248': '\\ensuremath{\\approx}',
  '\u2260': '\\ensuremath{\\neq}',
  '\u221e': '\\ensuremath{\\infty}',
  '\u2192': '\\ensuremath{\\rightarrow}',
  '\u2190': '\\ensuremath{\\leftarrow}',
  '\u0394': '\\ensuremath{\\Delta}',
  '\u00b0': '\\ensuremath{^\\circ}',
  '\u00b2': '\\ensuremath{^2}',
  '\u00b3': '\\ensuremath{^3}',
  '\u00b5': '\\ensuremath{\\mu}',
  '\u20ac': 'EUR',
}

const greek = new Map<string, string>(
  (
    'α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma τ tau ' +
    'υ upsilon φ varphi χ chi ψ psi ω omega Γ Gamma Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega'
  )
    .split(' ')
    .flatMap((word, index, words) => (index % 2 === 0 ? [[word, words[index + 1] ?? ''] as const] : [])),
)

/** Letters that LaTeX has in any encoding of fonts. */
const isLatin = (character: string): boolean =>
  /^[\u00c0-\u00ff\u0152\u0153\u0160\u0161\u017d\u017e\u010c\u010d\u0106\u0107\u0141\u0142\u0143\u0144\u0150\u0151\u0158\u0159]$/u.test(
    character,
  ) && !/[\u00d0\u00d7\u00de\u00f0\u00f7\u00fe]/u.test(character)

function escapeCharacter(character: string): string {
  const known = special[character]
  if (known !== undefined) return known
  const letter = greek.get(character)
  if (letter !== undefined) return `\\ensuremath{\\${letter}}`
  const code = character.codePointAt(0) ?? 0
  if (code === 9 || code === 10 || code === 13) return ' '
  if (code >= 32 && code < 127) return character
  if (isLatin(character)) return character
  // What no font of LaTeX's own has is named, so that it is not lost unseen.
  return code < 32 || code === 127 ? '' : `\\texttt{U+${code.toString(16).toUpperCase().padStart(4, '0')}}`
}

/** Plain text: nothing in it is a command. */
export const escapeTex = (text: string): string => Array.from(text.normalize('NFC'), escapeCharacter).join('')

/**
 * Commands that mathematics may hold; others stand as they are written, as text of a file must not make TeX do things. Symbols are those
 * that can be an index without braces.
 */
const symbols = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau upsilon ' +
    'phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega infty partial nabla ell prime ast circ top bot perp'
  ).split(' '),
)
const signs = new Set(
  (
    'times cdot pm mp div bullet leq geq le ge neq approx equiv sim simeq propto ll gg in notin subset cup cap to rightarrow leftarrow mapsto ' +
    'sum prod int langle rangle log ln exp min max sin cos tan lim arg sup inf det ldots cdots dots quad qquad mid forall exists'
  ).split(' '),
)
/** Commands by how many arguments they take. */
const takesArguments = new Map<string, number>(
  'hat bar tilde vec dot ddot overline underline widehat widetilde mathrm mathbf mathit mathcal mathsf mathtt sqrt text operatorname'
    .split(' ')
    .map((name) => [name, 1]),
).set('frac', 2)

/** Whether a formula is nothing but mathematics, and whole: every group closed, every command with its arguments, one index at a time. */
function isFormula(formula: string): boolean {
  const tokens = formula.match(/\\[A-Za-z]+|\\?[\x20-\x7e]/g) ?? []
  if (tokens.join('') !== formula) return false
  let at = 0
  const skipSpaces = () => {
    while (tokens[at] === ' ') at += 1
  }
  /** What an index or a command takes: a group, a letter, a digit or a symbol. */
  const argument = (): boolean => {
    skipSpaces()
    const token = tokens[at] ?? ''
    at += 1
    return token === '{' ? list('}') : /^[A-Za-z0-9]$/.test(token) || symbols.has(token.slice(1))
  }
  /** A group, a command with its arguments, or one character. */
  const atom = (): boolean => {
    const token = tokens[at] ?? ''
    if (token === '{') return argument()
    at += 1
    if (!token.startsWith('\\')) return /^[^}^_%#&~$"]$/.test(token)
    const name = token.slice(1)
    const count =
      takesArguments.get(name) ?? (symbols.has(name) || signs.has(name) || /^[,;:! {}%#&$_|]$/.test(name) ? 0 : -1)
    for (let taken = 0; taken < count; taken += 1) if (!argument()) return false
    return count >= 0
  }
  /** Atoms with their indices. */
  const list = (end: string): boolean => {
    for (;;) {
      skipSpaces()
      if (at >= tokens.length || tokens[at] === end) {
        const isClosed = tokens[at] === end || end === ''
        at += 1
        return isClosed
      }
      if (!/^[\^_']$/.test(tokens[at] ?? '') && !atom()) return false
      const indices = new Set<string>()
      for (;;) {
        skipSpaces()
        const token = tokens[at] ?? ''
        if (token !== '^' && token !== '_' && token !== "'") break
        // A prime is an upper index, which only primes just behind it may prolong: after a space they are a second one.
        const place = token === '_' ? '_' : '^'
        const isPrime = token === "'"
        if (indices.has(place) && !(isPrime && tokens[at - 1] === "'")) return false
        indices.add(place)
        at += 1
        if (!isPrime && !argument()) return false
      }
    }
  }
  return list('')
}

/** What only amsmath has, by what LaTeX itself has. */
const plainFonts = (formula: string): string => formula.replaceAll(/\\(text|operatorname)(?![A-Za-z])/g, '\\mathrm')

/** Text in which `$...$` is mathematics, as long as that is nothing else than mathematics. */
export function texLabel(text: string): string {
  let result = ''
  let rest = text
  for (;;) {
    const match = /(?<!\\)\$((?:[^$\\]|\\.)+)\$/s.exec(rest)
    if (match === null) return result + escapeTex(rest)
    const [whole, formula = ''] = match
    result += escapeTex(rest.slice(0, match.index))
    result += isFormula(formula) ? `$${plainFonts(formula)}$` : escapeTex(whole)
    rest = rest.slice(match.index + whole.length)
  }
}

/** A number of an axis, as text, with a true minus and powers of ten. */
export function texNumber(text: string): string {
  const power = /^(-?)([\d.,]+)e([+-]?\d+)$/.exec(text)
  if (power !== null) {
    const [, sign = '', factor = '', exponent = ''] = power
    const times = Number(factor) === 1 ? '' : `${factor}{\\times}`
    return `$${sign}${times}10^{${Number(exponent)}}$`
  }
  return /^-[\d.,]+$/.test(text) ? `$-$${text.slice(1)}` : escapeTex(text)
}

/** About how wide a text is, in the text's own size: enough for room to be left for it. */
export function widthOf(text: string): number {
  let width = 0
  // Commands of mathematics are about one letter each.
  for (const character of text.replaceAll(/\\[A-Za-z]+/g, 'x').replaceAll(/[${}^_\\]/g, '')) {
    if (/[ijlt.,:;|!'()[\]{} ]/.test(character)) width += 0.33
    else if (/[mwMW@%]/.test(character)) width += 0.86
    else if (/[A-Z]/.test(character)) width += 0.72
    else width += 0.53
  }
  return width
}

/** A line of a comment. */
export const texComment = (text: string): string => `% ${text.replaceAll(/[\r\n\u2028\u2029\u0085]+/g, ' ')}`

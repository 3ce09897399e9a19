/** Text as LaTeX: whatever it holds it compiles, and stands there as it reads. */
import { fontSize } from '@charts/look'
import { type Text } from '@charts/mathematics'
import { greekLetters, type Mathematics } from '@charts/mathematics-reader'

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

/** Commands by their letters; of two for one letter the later, which is the one that text has. */
const greek = new Map(Array.from(greekLetters, ([name, letter]) => [letter, name] as const))

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

/** What only amsmath has, or no TeX, by what LaTeX itself has. */
const plainCommands: Readonly<Record<string, string>> = {
  degree: '{}^\\circ',
  lvert: '|',
  rvert: '|',
  lVert: '\\Vert',
  rVert: '\\Vert',
  dots: '\\ldots',
}
const ownFunctions = new Set('log ln exp max min arg sin cos tan tanh lim sup inf det'.split(' '))
/** Letters stand in mathematics, what it has no letters for in a box of text. */
const texWords = (text: string): string =>
  /^[A-Za-z0-9 .:;,()=+/*-]*$/.test(text) ? `\\mathrm{${text.replaceAll(' ', '\\ ')}}` : `\\mbox{${escapeTex(text)}}`

/** A formula as TeX, from its tree alone: nothing of what was typed goes into the file by itself. */
function texFormula(node: Mathematics): string {
  switch (node.kind) {
    case 'row':
      return node.items.map(texFormula).join('')
    case 'letter':
    case 'sign': {
      const { name, text } = node
      if (name === 'prime') return '\\prime '.repeat(text.length)
      if (/^[A-Za-z]+$/.test(name)) return `${plainCommands[name] ?? `\\${name}`} `
      if (name !== '') return `\\${name}`
      if (text === '−') return '-'
      const isOwn = /^[A-Za-z0-9()[\]+*/=<>.,:;!?|@`-]$/.test(text)
      return isOwn ? text : greek.has(text) || special[text] !== undefined ? escapeTex(text) : texWords(text)
    }
    case 'number':
      return node.text
    case 'text':
      return texWords(node.text)
    case 'function':
      return ownFunctions.has(node.text) ? `\\${node.text} ` : `\\mathop{${texWords(node.text)}}`
    case 'space':
      return node.name.startsWith('q') ? `\\${node.name} ` : `\\${node.name}`
    case 'font':
      // The document may have no letters with double strokes.
      return `\\${node.font === 'mathbb' ? 'mathbf' : node.font}{${texFormula(node.body)}}`
    case 'scripts': {
      const { base, below, above } = node
      const index = (mark: string, script: Mathematics | null) =>
        script === null ? '' : `${mark}{${texFormula(script)}}`
      return `${base.kind === 'row' ? `{${texFormula(base)}}` : texFormula(base)}${index('_', below)}${index('^', above)}`
    }
    case 'fraction':
      return `\\frac{${texFormula(node.top)}}{${texFormula(node.bottom)}}`
    case 'root':
      return `\\sqrt{${texFormula(node.body)}}`
    case 'accent':
      return `\\${node.name}{${texFormula(node.body)}}`
  }
}

/** Plain text, or one with formulas, as LaTeX. */
export const texOf = (text: Text): string =>
  typeof text === 'string'
    ? escapeTex(text)
    : text.map((part) => ('formula' in part ? `$${texFormula(part.formula)}$` : escapeTex(part.text))).join('')

const powerOfTen = /^(-?)([\d.,]+)e([+-]?\d+)((?: [A-Za-z]+)?)$/

/** A number of an axis, as text, with a true minus and powers of ten. */
export function texNumber(text: string): string {
  const power = powerOfTen.exec(text)
  if (power !== null) {
    const [, sign = '', factor = '', exponent = '', unit = ''] = power
    const times = factor === '1' ? '' : `${factor}{\\times}`
    return `$${sign}${times}10^{${Number(exponent)}}$${unit}`
  }
  return /^-\d/.test(text) ? `$-$${escapeTex(text.slice(1))}` : escapeTex(text)
}

/** Room that a number of an axis takes as {@link texNumber} writes it, in pixels. */
export function numberWidth(text: string): number {
  const [, sign = '', factor = '', exponent = '', unit = ''] = powerOfTen.exec(text) ?? []
  if (factor === '') return widthOf(text) * fontSize
  return (widthOf(`${sign}${factor === '1' ? '' : `${factor}m`}10${unit}`) + 0.75 * widthOf(exponent)) * fontSize
}

/** About how wide a text is, in the text's own size: enough for room to be left for it. */
export function widthOf(text: Text): number {
  let width = 0
  const letters =
    typeof text === 'string'
      ? text
      : text
          .map((part) =>
            'formula' in part
              ? // Commands of mathematics are about one letter each.
                part.text.replaceAll(/\\[A-Za-z]+/g, 'x').replaceAll(/[${}^_\\]/g, '')
              : part.text,
          )
          .join('')
  for (const character of letters) {
    if (/[ijlt.,:;|!'()[\]{} ]/.test(character)) width += 0.33
    else if (/[mwMW@%]/.test(character)) width += 0.86
    else if (/[A-Z]/.test(character)) width += 0.72
    else if (/[\0-\u024f]/.test(character)) width += 0.53
    // What no font of LaTeX's own has is named by its number.
    else width += greek.has(character) || special[character] !== undefined ? 0.8 : 4
  }
  return width
}

/** A line of a comment. */
export const texComment = (text: string): string => `% ${text.replaceAll(/[\r\n\u2028\u2029\u0085]+/g, ' ')}`

/** Formulas of a report as Typst and as MathML, from the tree that every format is written from. */
import { readMathematics } from '@charts/mathematics'
import type { AccentName, Mathematics, MathematicsFont } from '@charts/mathematics-reader'

const string = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const typstFonts: Readonly<Record<MathematicsFont, string>> = {
  mathrm: 'upright',
  mathbf: 'bold',
  mathit: 'italic',
  mathcal: 'cal',
  mathsf: 'sans',
  mathtt: 'mono',
  mathbb: 'bb',
}
const typstSpaces: Readonly<Record<string, string>> = {
  ',': 'thin',
  ';': 'thick',
  '!': '',
  quad: 'quad',
  qquad: 'quad quad',
}
/** The sign above or below; lines are drawn. */
const accentMarks: Readonly<Record<AccentName, string>> = {
  hat: '^',
  bar: '¯',
  tilde: '~',
  vec: '→',
  dot: '˙',
  ddot: '¨',
  overline: '‾',
  underline: '_',
  widehat: '^',
  widetilde: '~',
}

function typst(node: Mathematics): string {
  switch (node.kind) {
    case 'row':
      return node.items.length === 0 ? '""' : node.items.map(typst).join(' ')
    case 'letter':
    case 'number':
      return node.text
    case 'sign':
      return Array.from(node.text, (sign) => `\\${sign}`).join('')
    case 'text':
      return string(node.text)
    case 'function':
      return `op(${string(node.text)})`
    case 'space':
      return typstSpaces[node.name] ?? 'med'
    case 'font':
      return `${typstFonts[node.font]}(${typst(node.body)})`
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
      if (node.name === 'overline' || node.name === 'underline') return `${node.name}(${typst(node.body)})`
      return `accent(${typst(node.body)}, \\${accentMarks[node.name]})`
  }
}

/** For between Typst's dollars; null where the TeX is beyond {@link readMathematics}. */
export function toTypstMath(tex: string): string | null {
  const read = readMathematics(tex)
  return read === null ? null : typst(read)
}

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const mathmlSpaces: Readonly<Record<string, string>> = {
  ',': '0.167em',
  ';': '0.278em',
  '!': '0',
  quad: '1em',
  qquad: '2em',
}

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
    case 'space':
      return `<mspace width="${mathmlSpaces[node.name] ?? '0.25em'}"/>`
    case 'font':
      // Browsers have no fonts of mathematics to choose from: a letter stands upright.
      return node.font !== 'mathit' && node.body.kind === 'letter'
        ? `<mi mathvariant="normal">${xml(node.body.text)}</mi>`
        : mathml(node.body)
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
    case 'accent': {
      const mark = `<mo>${xml(accentMarks[node.name])}</mo>`
      return node.name === 'underline'
        ? `<munder accentunder="true">${mathml(node.body)}${mark}</munder>`
        : `<mover accent="true">${mathml(node.body)}${mark}</mover>`
    }
  }
}

/** As an element of HTML; null where the TeX is beyond {@link readMathematics}. */
export function toMathml(tex: string, isBlock: boolean): string | null {
  const read = readMathematics(tex)
  return read === null ? null : `<math${isBlock ? ' display="block"' : ''}>${mathml(read)}</math>`
}

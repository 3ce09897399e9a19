import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LabelPlaces } from '../../../src-main/charts/label-places'
import {
  escapeDollars,
  plainText,
  readMathematics,
  readText,
  unknownCommands,
  type Text,
} from '../../../src-main/charts/mathematics'
import { runsOf } from '../../../src-main/charts/rich-text'
import { mixColours } from '../../../src-main/charts/colours'
import { shorten, shortenText } from '../../../src-main/charts/shorten'
import { shadesOf, themeColours } from '../../../src-main/charts/themes'
import { fillLegend, richLegend } from '../../../src-main/panels/words/config-values'
import { unknownWords } from '../../../src-main/panels/words/unknown-commands'
import { contrastOf } from '../../support/colour-distance'
import { propertyCases } from '../../support/property'

describe('the colours of files', () => {
  const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/styles/tokens.css'), 'utf8')
  const blockOf = (selector: string) => {
    const start = css.indexOf(selector)
    return css.slice(start, css.indexOf('}', start))
  }

  it('are those of the page', () => {
    for (const theme of ['light', 'dark'] as const) {
      const block = blockOf(`[data-theme='${theme}'] {`)
      for (const [token, colour] of Object.entries({ ...themeColours[theme], ...shadesOf(theme) }))
        expect([theme, token, new RegExp(`--${token}: (#[0-9a-f]+);`).exec(block)?.[1]]).toEqual([theme, token, colour])
    }
  })

  it('are read on what the pointer rests on too, as WCAG 2 asks of texts', () => {
    for (const theme of ['light', 'dark'] as const) {
      const block = blockOf(`[data-theme='${theme}'] {`)
      const [, veil = '', share = ''] = /--hover: (#[0-9a-f]{6})([0-9a-f]{2});/.exec(block) ?? []
      for (const ground of ['bg', 'surface']) {
        const [, colour = ''] = new RegExp(`--${ground}: (#[0-9a-f]{6});`).exec(block) ?? []
        const hovered = mixColours(colour, veil, parseInt(share, 16) / 255)
        for (const text of ['text', 'text-2', 'text-3'] as const)
          expect([theme, ground, text, contrastOf(themeColours[theme][text], hovered) >= 4.5]).toEqual([
            theme,
            ground,
            text,
            true,
          ])
      }
    }
  })

  it('have one for every token that charts ask for', () => {
    expect(Object.keys(themeColours.dark).sort()).toEqual(Object.keys(themeColours.light).sort())
  })
})

describe('mathematics in labels', () => {
  const parseText = (text: string) => runsOf(readText(text))
  const plain = (text: string) =>
    parseText(text)
      .map((run) => run.text)
      .join('')

  it('stands between dollar signs alone', () => {
    expect(parseText('cost $5')).toEqual([{ text: 'cost $5', isItalic: false, scale: 1, rise: 0 }])
    expect(plain('a $x$ b $y$')).toBe('a x b y')
    expect(plain('costs $5 and $6, \\$7 at most')).toBe('costs $5 and $6, $7 at most')
    expect(parseText('a $x$')[1]).toEqual({ text: 'x', isItalic: true, scale: 1, rise: 0 })
  })

  it('has Greek, signs and upright words', () => {
    expect(plain('$\\alpha \\times 10^{-3}$')).toBe('α × 10−3')
    expect(plain('$\\mathrm{val} \\leq 1$')).toBe('val ≤ 1')
    expect(parseText('$\\mathrm{val}$')).toEqual([{ text: 'val', isItalic: false, scale: 1, rise: 0 }])
    expect(parseText('$\\Delta$')[0]?.isItalic).toBe(false)
  })

  it('raises and lowers, also within each other', () => {
    const [base, lower, upper] = parseText('$x_{i}^{2}$')
    expect([base?.scale, lower?.scale, upper?.scale]).toEqual([1, 0.7, 0.7])
    expect(lower!.rise).toBeLessThan(0)
    expect(upper!.rise).toBeGreaterThan(0)
    const nested = parseText('$e^{x^{2}}$').at(-1)!
    expect(nested.scale).toBeCloseTo(0.49)
    expect(nested.rise).toBeGreaterThan(upper!.rise)
  })

  it('names the commands that stand as they are typed, and no others', () => {
    expect(unknownCommands('$\\oint{y} + \\alpha_{\\iint x} \\oint{z}$')).toEqual(['\\oint', '\\iint'])
    expect(unknownCommands('$\\mathrm{val}\\,\\log x^{\\beta} \\% \\times$')).toEqual([])
    expect(unknownCommands('$\\mathrm{\\oint y}$ and \\dot')).toEqual(['\\oint'])
    expect(unknownCommands('$\\constructor$')).toEqual(['\\constructor'])
    expect(unknownWords('$\\oint y$')).toBe('\\oint is not supported; the formula is shown as typed')
    expect(unknownWords('$\\oint y \\iint \\binom x$')).toBe(
      '\\oint, \\iint and \\binom are not supported; their formulas are shown as typed',
    )
    expect(unknownWords('${name} \\hat ${config.loss}')).toBe('')
  })

  it('never loses a text or fails, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const runs = parseText(text)
        if (!text.includes('$')) expect(runs.map((run) => run.text).join('')).toBe(text)
      }),
    )
    expect(readMathematics('{'.repeat(1_000) + 'x' + '}'.repeat(1_000))).toBeNull()
    expect(plain('$x^')).toBe('$x^')
    expect(plain('$x^{2$')).toBe('$x^{2$')
    expect(plain('$\\$')).toBe('$$')
  })
})

describe('what runs are called', () => {
  const run = (name: string) => ({ name, config: { seed: 1 } })
  // Everything that is mathematics, TeX or a template's mark somewhere.
  const names = fc.string({
    unit: fc.constantFrom('$', '\\', '{', '}', '^', '_', 'x', '1', ' ', '\\alpha', '%', 'é', '${name}'),
  })

  it('is words in every legend, whatever its template has', () => {
    fc.assert(
      fc.property(names, (name) => {
        for (const template of ['${name}', '$\\beta$: ${name}', '$\\beta_{${name}}$', '$x$ ${name} $y$']) {
          const { richLabel = [] } = richLegend(template, run(name))
          const formulas = richLabel.flatMap((part) => ('formula' in part ? [part] : []))
          expect(formulas.length).toBe(template === '${name}' ? 0 : template.startsWith('$x') ? 2 : 1)
          if (richLabel.length > 0) expect(plainText(richLabel)).toBe(fillLegend(template, run(name)))
        }
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('is words in a title that it is filled into', () => {
    fc.assert(
      fc.property(names, (name) => {
        const text = readText(`$\\alpha$ of ${escapeDollars(name)}`)
        expect(plainText(text)).toBe(`$\\alpha$ of ${name}`)
        expect(text.filter((part) => 'formula' in part)).toHaveLength(1)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('loses its middle and no formula where it has no room', () => {
    const measure = (text: Text) => Array.from(plainText(text)).length
    fc.assert(
      fc.property(names, fc.integer({ min: 3, max: 40 }), (name, width) => {
        const short = shorten(name, width, measure)
        expect(measure(short)).toBeLessThanOrEqual(width)
        expect(shorten(name, 1_000, measure)).toBe(name)
        if (short !== name) expect(short).toContain('…')
        expect(plainText(shortenText([{ text: name }], width, measure))).toBe(short)
      }),
      { numRuns: propertyCases(500) },
    )
    const typed = readText('of $\\alpha$ and many other words')
    expect(shortenText(typed, 20, measure)).toContainEqual(typed[1])
  })
})

describe('labels of a file', () => {
  it('move to where they are free, and are left out where nothing is', () => {
    const places = new LabelPlaces({ left: 0, right: 100, top: 0, bottom: 42 })
    expect(places.find(10, 50, 21)).toEqual({ left: 10, middle: 21 })
    expect(places.find(20, 50, 21)).toEqual({ left: 20, middle: 7 })
    expect(places.find(20, 50, 21)).toEqual({ left: 20, middle: 35 })
    expect(places.find(20, 50, 21)).toBeNull()
    expect(places.find(70, 40, 21)).toBeNull()
    expect(places.find(70, 20, 21)).toEqual({ left: 70, middle: 21 })
    expect(places.find(0, 120, 21)).toBeNull()
  })

  it('stay within the canvas', () => {
    const places = new LabelPlaces({ left: 0, right: 100, top: 0, bottom: 100 })
    expect(places.find(90, 30, 50)).toEqual({ left: 70, middle: 50 })
    expect(places.find(-5, 30, 2)).toEqual({ left: 0, middle: 16 })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInStyles, plainFigureText, type Provenance } from '@contract/figure'
import type { PanelSpec } from '@charts/panel'
import type { Figure } from '@panels/figure/figure'
import { tableToLatex, tableToMarkdown } from '@panels/figure/tables'
import { tikzOf as tikzWithFrame } from '@panels/figure/tikz/document'
import { fewerPoints } from '@panels/figure/tikz/line-part'
import { readText } from '@charts/mathematics'
import { escapeTex, texNumber, texOf } from '@panels/figure/tikz/text'
import { propertyCases } from '../../support/property'

const texLabel = (typed: string): string => texOf(readText(typed))

const paper = builtInStyles[0]!.style
const everything = { mostPoints: null, provenance: null }

const lines = (spec: Partial<PanelSpec>): Figure => ({
  title: 'Validation MSE',
  parts: [
    {
      part: { kind: 'line', spec: { title: '', xTitle: 'epoch', series: [], format: String, ...spec }, yTitle: 'MSE' },
      title: '',
      weight: 1,
    },
  ],
  columns: 1,
  legend: [],
})

/** What stands between the braces of a plot's coordinates. */
const plots = (tex: string): string[] =>
  [...tex.matchAll(/coordinates \{\n([^}]*)\n\}/g)].map(([, inside = '']) => inside.replaceAll(/\s+/g, ''))

const tikzOf = (...given: Parameters<typeof tikzWithFrame>): string => tikzWithFrame(...given).tex

describe('text in TeX', () => {
  it('stands as it reads, whatever signs it has', () => {
    expect(escapeTex('50% of a_b & {c} #1 $5 ~^\\')).toBe(
      '50\\% of a\\_b \\& \\{c\\} \\#1 \\$5 \\textasciitilde{}\\textasciicircum{}\\textbackslash{}'.replace(
        '\\textasciitilde{}',
        '\\textasciitilde{}',
      ),
    )
    expect(escapeTex('β = 1 … ≤ é')).toBe('\\ensuremath{\\beta} = 1 \\ldots{} \\ensuremath{\\leq} é')
    expect(escapeTex('中')).toBe('\\texttt{U+4E2D}')
  })

  it('passes mathematics through, and nothing that is more than that', () => {
    expect(texLabel('loss $\\mathcal{L}_{\\beta}^2$, 5% off')).toBe('loss $\\mathcal{L}_{\\beta }^{2}$, 5\\% off')
    for (const harmful of [
      '$\\input{/etc/passwd}$',
      '$\\write18{x}$',
      '$a}b{$',
      '$x%$',
      '$^^41$',
      '$a_$',
      '$x_1_2$',
      '$#1$',
      '$\\frac{1}$',
      '$\\hat$',
      '$\\begin{x}$',
      "$x^2'$",
      "$x' '$",
      "$x'_1'$",
    ])
      expect(texLabel(harmful), harmful).not.toContain(harmful)
    for (const [typed, tex] of [
      ['$\\frac{a_1^2}{\\sqrt{b}}$', '$\\frac{a_{1}^{2}}{\\sqrt{b}}$'],
      ["$f''(x)_i$", '$f^{\\prime \\prime }(x)_{i}$'],
      ['$10^{-5}\\,\\%$', '$10^{-5}\\,\\%$'],
      ['$^2$', '${}^{2}$'],
      ['$\\text{a_b}$', '\\$\\textbackslash{}text\\{a\\_b\\}\\$'],
      ['$\\mathrm{val\\_mse} \\le \\mathbb{R}$', '$\\mbox{val\\_mse}\\le \\mathbf{R}$'],
    ] as const)
      expect(texLabel(typed)).toBe(tex)
    expect(texLabel('costs $5')).toBe('costs \\$5')
  })

  it('never has a sign that TeX acts on outside of mathematics', () => {
    // Every sign that is written in a way of its own, among all others.
    const signs = Array.from('\\{}$&#%_^~<>|"–—‘’“”…\u00a0\u2009×·±−≤≥≈≠∞→←Δ°²³µ€αΩ\n')
    const unit = fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))
    const mathematics = /\\ensuremath\{(?:\\[A-Za-z]+|[^\\{}$])*\}/g
    const commands =
      /\\(?:textbackslash|textasciicircum|textasciitilde|ldots)\{\}|\\texttt\{U\+[0-9A-F]{4,6}\}|\\[{}$&#%_,]/g
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(escapeTex(text).replaceAll(mathematics, '').replaceAll(commands, '')).not.toMatch(/[\\{}$&#%_^]/)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('numbers have a true minus and powers of ten', () => {
    expect(['0.02', '-0.5', '1e-5', '2.5e-7', '10,000'].map(texNumber)).toEqual([
      '0.02',
      '$-$0.5',
      '$10^{-5}$',
      '$2.5{\\times}10^{-7}$',
      '10,000',
    ])
  })
})

describe('a figure as TikZ', () => {
  it('has every point at full precision, and gaps where there is no number', () => {
    const y = [0.1 + 0.2, Number.NaN, 1 / 3, Number.POSITIVE_INFINITY, 5e-324]
    const tex = tikzOf(
      lines({ series: [{ id: 'a', label: 'a', colour: 'c1', x: [1, 2, 3, 4, 5], y }] }),
      paper,
      plainFigureText,
      everything,
    )
    expect(plots(tex)).toEqual(['(1,0.30000000000000004)(2,nan)(3,0.3333333333333333)(4,inf)(5,5e-324)'])
    expect(tex).toContain('unbounded coords=jump')
    expect(tex).toContain('\\definecolor{plateau-c1}{HTML}{027BDD}')
  })

  it('keeps fewer points only when told to, and the least and greatest of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 2_000 }),
        fc.integer({ min: 10, max: 200 }),
        (values, most) => {
          const x = values.map((_, index) => index)
          const kept = fewerPoints({ x, y: values }, most)
          expect(kept.x.length).toBeLessThanOrEqual(Math.max(most, 9))
          const written = Array.from(kept.y)
          expect(Math.min(...written)).toBe(Math.min(...values))
          expect(Math.max(...written)).toBe(Math.max(...values))
          expect(written.at(-1)).toBe(values.at(-1))
          expect(fewerPoints({ x, y: values }, null).y).toBe(values)
          const log = fewerPoints({ x, y: values }, most, true)
          expect(log.x.length).toBeLessThanOrEqual(Math.max(most, 9))
          expect([Math.min(...Array.from(log.y)), log.y[log.y.length - 1]]).toEqual([
            Math.min(...values),
            values.at(-1),
          ])
        },
      ),
    )
  })

  it('has a log x axis with the marks of the window, and says what it has no place for', () => {
    const x = [0, 1, 10, 100]
    const tex = tikzOf(
      lines({ series: [{ id: 'a', label: 'a', colour: 'c1', x, y: [4, 3, 2, 1] }], xKind: 'step', logX: true }),
      paper,
      plainFigureText,
      everything,
    )
    expect(tex).toContain('xmode=log')
    expect(tex).toMatch(/xmin=1,\s+xmax=100,/)
    expect(tex).toMatch(/xtick=\{1,3,10,30,100\}/)
    expect(tex).toContain('1 point at or below 0 is not drawn')
  })

  it('has bars on a log axis, without those at or below 0, of which it says how many there are', () => {
    const bars = [
      { id: 'a', label: 'a', colour: 'c1', value: 0.001 },
      { id: 'b', label: 'b', colour: 'c1', value: 100, ticks: [10, -1] },
      { id: 'c', label: 'c', colour: 'c1', value: -3 },
    ]
    const draw = (isLog: boolean) => {
      const spec = { title: '', valueTitle: 'x', bars, format: String, isLog }
      const figure: Figure = { ...lines({}), parts: [{ part: { kind: 'bar', spec }, title: '', weight: 1 }] }
      return tikzOf(figure, paper, plainFigureText, everything)
    }
    const [log, linear] = [draw(true), draw(false)]
    expect([log, linear].map((tex) => tex.match(/opacity=0\.85/g)?.length)).toEqual([2, 3])
    expect(log).toContain('{1 bar at or below 0 is not drawn}')
    expect(log).toContain('{1 run at or below 0 is not drawn}')
    // Names have the room that they need.
    expect(log).toMatch(/\{a\};/)
    expect(linear).not.toContain('not drawn')
  })

  it('leaves room at the left for what stands at the foot of the first axis', () => {
    const endOf = (noneText: string) => {
      const number = { kind: 'number', isLog: false, format: String } as const
      const spec = {
        title: '',
        axes: [
          { id: 'a', label: 'a', noneText, ...number },
          { id: 'b', label: 'b', ...number },
        ],
        lines: [Number.NaN, 1, 2].map((value) => ({
          id: `${value}`,
          label: '',
          colour: 'c1',
          dash: [],
          values: [value, 1],
        })),
      }
      const part = { kind: 'parallel', spec, brushes: {} } as const
      const figure: Figure = { ...lines({}), parts: [{ part, title: '', weight: 1 }] }
      const tex = tikzOf(figure, paper, plainFigureText, everything)
      return Number(new RegExp(`at \\(([\\d.]+),[\\d.]+\\) \\{1 ${noneText}\\}`).exec(tex)?.[1])
    }
    const [short, long] = [endOf('none'), endOf('diverged at once')]
    expect(short).toBeGreaterThan(12)
    expect(long).toBeGreaterThan(short + 25)
  })

  it('counts clock times from the beginning of their axis, as TeX has too few digits for them', () => {
    const began = Date.UTC(2026, 0, 1)
    const x = [began, began + 60_000, began + 120_000]
    const tex = tikzOf(
      lines({ xKind: 'wall', series: [{ id: 'a', label: 'a', colour: 'c1', x, y: [1, 2, 3] }] }),
      paper,
      plainFigureText,
      everything,
    )
    expect(tex).toContain(`% x is relative to ${began}`)
    expect(plots(tex)).toEqual(['(0,1)(60000,2)(120000,3)'])
  })

  it('says where it comes from in a line of its own, and what it is in another', () => {
    const provenance: Provenance = {
      format: 'plateau-figure',
      version: 1,
      appVersion: '0.1.0',
      time: '2026-01-01T00:00:00.000Z',
      runs: [],
    }
    const text = { ...plainFigureText, caption: 'Two\nlines\u2028of 5%' }
    const tex = tikzOf(lines({}), paper, text, { mostPoints: null, provenance })
    expect(tex.split('\n')).toContain('% Caption: Two lines of 5%')
    const line = tex.split('\n').find((one) => one.startsWith('% plateau-figure: ')) ?? ''
    expect(JSON.parse(line.replace('% plateau-figure: ', ''))).toEqual(provenance)
    expect(tikzOf(lines({}), paper, text, everything)).not.toContain('plateau-figure')
  })

  it('names the choices of an axis, whatever they are called', () => {
    const points = [0, 1].map((x) => ({
      id: String(x),
      label: 'a',
      colour: 'c1',
      isHollow: false,
      isFaded: false,
      x,
      y: 1,
    }))
    const scatter: Figure = {
      title: '',
      parts: [
        {
          part: {
            kind: 'scatter',
            spec: {
              title: '',
              xTitle: 'loss',
              yTitle: 'val_mse',
              points,
              choicesX: ['mse', 'a_{b}', 'unused'],
              formatX: String,
              formatY: String,
            },
          },
          title: '',
          weight: 1,
        },
      ],
      columns: 1,
      legend: [],
    }
    const tex = tikzOf(scatter, paper, plainFigureText, everything)
    expect(tex).toContain('xtick={0,1},\n  xticklabels={{mse},{a\\_\\{b\\}}},')
    expect(tex).toContain('xmin=-0.5')
    expect(tex).toContain('xmax=1.5')
  })

  it('refuses more pictures than TeX takes, in words', () => {
    const image = { width: 28, height: 28, rgba: new Uint8ClampedArray(4 * 784) }
    const many: Figure = {
      title: '',
      parts: [
        {
          part: {
            kind: 'images',
            cells: Array.from({ length: 3 }, () => Array.from({ length: 7 }, () => image)),
            columnTitles: Array.from({ length: 7 }, String),
            rowTitles: [],
            notes: [],
          },
          title: '',
          weight: 1,
        },
      ],
      columns: 1,
      legend: [],
    }
    expect(() => tikzOf(many, paper, plainFigureText, everything)).toThrow(/this figure has 21/)
  })
})

describe('tables of a figure', () => {
  const table = {
    caption: 'Best',
    columns: ['name', 'val_mse'],
    rows: [
      ['a|b_c <i>', '0.1'],
      ['[x] & 5%', 'NaN'],
    ],
  }

  it('as Markdown nothing in a cell ends it', () => {
    expect(tableToMarkdown(table)).toBe(
      ['| name | val\\_mse |', '| --- | ---: |', '| a\\|b\\_c \\<i\\> | 0.1 |', '| \\[x\\] \\& 5% | NaN |', ''].join(
        '\n',
      ),
    )
  })

  it('as LaTeX with the rules of booktabs', () => {
    const tex = tableToLatex(table)
    expect(tex).toContain('\\begin{tabular}{lr}\n  \\toprule\n  name & val\\_mse \\\\\n  \\midrule')
    expect(tex).toContain('  {}[x] \\& 5\\% & NaN \\\\\n  \\bottomrule')
  })
})

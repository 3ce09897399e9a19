import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import type { RunSummary } from '../../../src-main/contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { evaluateBinding, type BindingContext } from '../../../src-main/panels/report/binding-values'
import {
  metricForms,
  pairForms,
  parseBinding,
  runForms,
  sentenceForms,
  splitBindings,
} from '../../../src-main/panels/report/bindings'
import { bindMarkdown, bindPlain } from '../../../src-main/panels/report/bound-text'
import { findReferred } from '../../../src-main/panels/report/references'
import { fakeRun, seriesBy } from '../../support/fake-run'

function contextOf(
  ...given: readonly { input: RunConfigInput; values: readonly number[]; more?: Partial<RunSummary> }[]
): BindingContext {
  const values = new Map<string, readonly number[]>()
  const runs = given.map(({ input, values: points, more = {} }, index) => {
    const id = `r${index + 1}`
    values.set(id, points)
    return fakeRun(
      id,
      {
        state: 'ended',
        endReason: 'completed',
        epochs: points.length,
        trainingSeconds: points.length * 60,
        imagesPerSecond: 1_000,
        series: points.length === 0 ? {} : seriesBy('epoch', { validation_loss: points }),
        ...more,
      },
      input,
    )
  })
  const pointsOf = (run: RunSummary) => values.get(run.id) ?? []
  return {
    runs,
    compare: (metric, compared, keys) =>
      compareRuns(
        metric,
        compared.map((run) => ({
          run,
          series: {
            run: run.id,
            points: pointsOf(run).map((value, index) => [index + 1, value] as const),
            seconds: new Map(pointsOf(run).map((_, index) => [index + 1, (index + 1) * 60])),
          },
        })),
        { keys },
      ),
    series: (run) => ({
      run: run.id,
      epochs: Int32Array.from(pointsOf(run), (_, index) => index + 1),
      elapsedSeconds: Float64Array.from(pointsOf(run), (_, index) => (index + 1) * 60),
      values: { val_mse: Float64Array.from(pointsOf(run)) },
    }),
    numberOf: (block) => (block === 'overlay' ? 'Figure 2' : null),
  }
}

const plain = { input: { architecture: 'plain', loss: 'mse' }, values: [0.05, 0.03, 0.02, 0.0126] } as const
const pooled = { input: { architecture: 'pooled', loss: 'mse' }, values: [0.04, 0.0126, 0.01] } as const
const context = contextOf(plain, pooled)
const say = (expression: string, of = context) => {
  const { text, error } = evaluateBinding(expression, of)
  return error ?? text
}

describe('bindings in text', () => {
  it('are parted from the text, and together they are the text again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '{{', '}}', '\\', 'best', ' ', 'a', '\n') }), (text) => {
        const joined = splitBindings(text)
          .map((segment) => (segment.kind === 'text' ? segment.text : `{{${segment.expression}}}`))
          .join('')
        expect(joined).toBe(text)
      }),
    )
    expect(splitBindings('\\{{best}} and {{best}}')).toEqual([
      { kind: 'text', text: '\\{{best}} and ' },
      { kind: 'binding', expression: 'best' },
    ])
  })

  it('have an answer whatever is written', () => {
    const word = fc.oneof(
      fc.constantFrom(...metricForms, ...sentenceForms, ...pairForms, ...runForms, 'config', 'what-if', 'number'),
      fc.constantFrom(
        'of',
        'vs',
        'val_mse',
        'train_loss',
        'plain',
        'plain, MSE',
        'pooled',
        'learningRate',
        'patience',
        '5',
        'minDelta',
        '1e-5',
        ',',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const expression = words.join(' ')
        const parsed = parseBinding(expression)
        const { text, error } = evaluateBinding(expression, context)
        // A text or a reason, never neither and never both.
        expect(text === '').toBe(error !== null)
        if (!parsed.ok) expect(error).toBe(parsed.error)
        expect(bindPlain(`a {{${expression.replaceAll(/[{}]/g, '')}}} b`, context)).toMatch(/^a [^]+ b$/)
      }),
      { numRuns: 500 },
    )
  })

  it('write a value as sentence and table do, with the digits that tell it apart', () => {
    const near = contextOf({ ...plain, values: [0.05, 0.0356004] }, { ...pooled, values: [0.04, 0.0355996] })
    expect([say('best val_mse of plain', near), say('best val_mse of pooled', near)]).toEqual([
      '0.0356004',
      '0.0355996',
    ])
    expect(say('findings val_mse', near)).toContain('best val_mse 0.0356004 of epoch 2')
    expect(say('findings val_mse', near)).toContain("plain does not reach pooled's best val_mse 0.0355996")
  })

  it('leave a stopped seed out of mean and time, and say where a median has too few', () => {
    const seed = (architecture: 'plain' | 'pooled', one: number, values: readonly number[], more = {}) => ({
      input: { architecture, seed: one },
      values,
      more,
    })
    const seeds = contextOf(
      ...[1, 2, 3].map((one) => seed('plain', one, [0.5, 0.4, 0.3])),
      seed('pooled', 1, [0.5, 0.2]),
      seed('pooled', 2, [0.5, 0.4]),
      seed('pooled', 3, [0.5, 0.4]),
      seed('pooled', 4, [9], { endReason: 'stopped' }),
    )
    expect(say('mean val_mse of pooled', seeds)).toBe('0.3333')
    expect(say('result val_mse of pooled', seeds)).toBe('0.3333 ± 0.1155 over 3 seeds')
    expect(say('time of pooled', seeds)).toBe('2 min')
    expect(say('epochs to val_mse pooled vs plain', seeds)).toBe(
      "pooled reaches plain's best val_mse in 1 of 3 pairs: too few for a median.",
    )
    expect(say('caveats val_mse', seeds)).toContain('Left out of means and intervals')
  })

  it('say numbers of the comparison', () => {
    expect(say('best val_mse of plain, MSE')).toBe('0.01260')
    expect(say('best  val_mse  of\nplain, MSE')).toBe('0.01260')
    expect(say('best of pooled')).toBe('0.01000')
    expect(say('best val_mse')).toBe('0.01000')
    expect(say('best epoch of plain')).toBe('4')
    expect(say('result val_mse of plain')).toBe('0.01260 at epoch 4')
    expect(say('last val_mse of calm-otter-r1')).toBe('0.01260')
    expect(say('best validation_loss of pooled')).toBe('0.01000')
    expect(say('epochs of plain')).toBe('4')
    expect(say('epochs')).toBe('3 to 4')
    expect(say('time of plain')).toBe('4 min')
    expect(say('stop reason of pooled')).toBe('completed at 3')
    expect(say('epochs later val_mse plain, MSE vs pooled, MSE')).toBe(
      "plain, MSE does not reach pooled, MSE's best val_mse within 4 epochs.",
    )
    expect(say('epochs later val_mse pooled vs plain')).toBe('2 epochs earlier')
    expect(say('epochs to pooled vs plain')).toBe('2')
    expect(say('time later pooled vs plain')).toBe('2 min earlier')
    expect(say('ratio plain vs pooled')).toBe('1.26')
    expect(say('verdict')).toContain("passes plain's best val_mse 0.01260 of epoch 4 at epoch 2: 2 epochs earlier")
    expect(say('interval val_mse plain vs pooled')).toContain('One seed each')
    expect(say('count runs')).toBe('2 runs')
    expect(say('config learningRate')).toBe('0.001')
    expect(say('config architecture')).toBe('plain and pooled')
    expect(say('number of overlay')).toBe('Figure 2')
    expect(say('what-if val_mse patience 1 minDelta 0.02 of plain')).toContain('Patience 1, minDelta 0.02: ')
    expect(say('architecture sentence of pooled')).toContain(
      'three convolutions with 32, 64 and 128 filters (7 × 7, 3 × 3 and 3 × 3)',
    )
  })

  it('say means only of seeds, and no value of losses on several scales', () => {
    const seeded = contextOf(
      { input: { ...plain.input, seed: 1 }, values: [0.02] },
      { input: { ...plain.input, seed: 2 }, values: [0.04] },
      { input: { ...plain.input, loss: 'smooth-l1', learningRate: 0.01, seed: 1 }, values: [0.01] },
      { input: { ...plain.input, loss: 'smooth-l1', learningRate: 0.1, seed: 2 }, values: [0.03] },
    )
    expect(say('mean val_mse of plain, MSE', seeded)).toBe('0.03000')
    expect(say('deviation val_mse of plain, MSE', seeded)).toBe('0.01414')
    expect(say('result val_mse of plain, MSE', seeded)).toBe('0.03000 ± 0.01414 over 2 seeds')
    expect(say('mean val_mse of plain, Smooth L1', seeded)).toBe(
      'Runs of plain, Smooth L1 differ in learning rate, so they have no mean.',
    )
    expect(say('best validation_loss', seeded)).toContain('not on the same scale')
    expect(say('best val_mse of learning rate 0.1', seeded)).toBe('0.03000')
    expect(say('mean val_mse of plain', seeded)).toContain('name one of them')
  })

  it('say why there is no value', () => {
    expect(say('bset val_mse')).toContain('“bset”')
    expect(say('best val_mes of plain')).toContain('val_mse, val_mae')
    expect(say('best of deep')).toBe('The report has no run or group “deep”.')
    expect(say('config depth')).toBe('None of these runs has a setting “depth”.')
    expect(say('config beta')).toContain('does not apply')
    expect(say('best', contextOf({ input: {}, values: [] }))).toContain('no finished epoch')
    expect(say('best', contextOf())).toBe('The report has no runs.')
  })

  it('do not turn into Markdown', () => {
    const named = contextOf({ ...plain, more: { name: '*bold* _x_ <b> [a](b) val_mse' } })
    expect(bindMarkdown('{{names}}', named).markdown).toBe('\\*bold\\* \\_x\\_ \\<b\\> \\[a\\](b) val_mse')
    const { markdown, bindings } = bindMarkdown('It is {{best of deep}}.', context)
    expect(markdown).toBe('It is (no value: The report has no run or group “deep”).')
    expect(bindings).toEqual([
      { expression: 'best of deep', text: '', error: 'The report has no run or group “deep”.' },
    ])
  })

  it('mean runs by every value of their settings, commas in them too', () => {
    const { runs } = context
    expect(findReferred(runs, 'filters 16, 32').map(({ id }) => id)).toEqual(['r1'])
    expect(findReferred(runs, 'Filters 16, 32, MSE, plain').map(({ id }) => id)).toEqual(['r1'])
    expect(findReferred(runs, 'filters 16')).toEqual([])
    expect(findReferred(runs, '')).toEqual([])
    expect(findReferred(runs, 'calm-otter-r2').map(({ id }) => id)).toEqual(['r2'])
  })
})

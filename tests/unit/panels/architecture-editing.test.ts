import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addableLayers, checkArchitecture, inputAt, newLayer } from '../../../src-main/panels/architecture/checking'
import {
  edit,
  placeToAdd,
  startEditing,
  type Editing,
  type EditingAction,
} from '../../../src-main/panels/architecture/editing'
import { fieldsOf, readField, showField } from '../../../src-main/panels/architecture/layer-fields'
import { atOf, placeOfLayer, treeOf } from '../../../src-main/panels/architecture/layer-tree'
import { presetArchitecture } from '../../../src-main/recipes/registry/architectures'
import { everyLayer, layerKinds, layers as recipes, layerSpecSchema } from '../../../src-main/recipes/registry/layers'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { propertyCases } from '../../support/property'

const shapes = { input: [32, 32, 3], target: [28, 28, 1] }
const relu: LayerSpec = { kind: 'activation', activation: 'relu' }
const conv = (filters: number): LayerSpec => ({ kind: 'convolution', filters, kernelSize: 3 })
const run = (state: Editing, ...actions: EditingAction[]): Editing => actions.reduce(edit, state)
/** Paths and kinds, as they stand in the window. */
const lines = ({ layers, closed }: Editing): string[] =>
  treeOf(layers, closed).map((row) => (row.kind === 'head' ? `${row.at} ${row.name}` : `${row.at} ${row.layer.kind}`))
const select = (at: string): EditingAction => ({ type: 'select', at })
const mistakesOf = (layers: readonly LayerSpec[]) => [...checkArchitecture(layers, shapes).mistakes.values()]

const block: LayerSpec = { kind: 'residual', layers: [relu, conv(3)], shortcut: [] }
const started = startEditing([conv(3), block, { kind: 'flatten' }])

describe('editing layers', () => {
  it('shows blocks with their lists, or closed', () => {
    expect(lines(started)).toEqual([
      '1 convolution',
      '2 residual',
      '2.1 activation',
      '2.2 convolution',
      '2.s Shortcut',
      '3 flatten',
    ])
    const closed = run(started, { type: 'toggle', at: '2' })
    expect(lines(closed)).toEqual(['1 convolution', '2 residual', '3 flatten'])
    // A block stays closed when it is moved, or changed by a step that is taken back.
    expect(lines(run(closed, { type: 'move', by: 1 }))).toEqual(['1 convolution', '2 flatten', '3 residual'])
    expect(lines(run(closed, { type: 'remove' }, { type: 'undo' }))).toEqual(lines(closed))
  })

  it('moves a layer row by row: into an open block, through its lists, and out', () => {
    const places: string[] = []
    let state = run(started, select('1'))
    for (let at = 0; at < 6; at += 1) {
      state = run(state, { type: 'move', by: 1 })
      places.push(state.selected)
    }
    expect(places).toEqual(['1.1', '1.2', '1.3', '1.s1', '2', '3'])
    expect(lines(run(state, { type: 'move', by: 1 }))).toEqual(lines(state))
    for (let at = 0; at < 6; at += 1) state = run(state, { type: 'move', by: -1 })
    expect(state.layers).toEqual(started.layers)
  })

  it('adds after what is selected, and first in a list whose name is', () => {
    expect(lines(run(started, select('2.1'), { type: 'add', layer: conv(8) }))[3]).toBe('2.2 convolution')
    const inShortcut = run(started, select('2.s'), { type: 'add', layer: conv(8) })
    expect(inShortcut.selected).toBe('2.s1')
    expect(inputAt(started.layers, placeToAdd(run(started, select('2.s'))), shapes.input)).toEqual([32, 32, 3])
    expect(run(startEditing([]), { type: 'add', layer: relu })).toMatchObject({ layers: [relu], selected: '1' })
  })

  it('removes branches as long as two are left, and empties any other list', () => {
    const branches: LayerSpec = { kind: 'concatenation', branches: [[], [relu], [conv(2)]] }
    const state = run(startEditing([branches]), select('1.b'), { type: 'remove' })
    expect(state.layers).toEqual([{ ...branches, branches: [[], [conv(2)]] }])
    expect(run(state, select('1.b'), { type: 'remove' }).layers).toEqual([{ ...branches, branches: [[], []] }])
  })

  it('drops a layer above, below or into a list, and never into itself', () => {
    const drop = (from: string, to: string, edge: 'above' | 'below') =>
      lines(run(started, { type: 'drop', from, to, edge }))
    expect(drop('3', '1', 'above')).toEqual([
      '1 flatten',
      '2 convolution',
      ...lines(started)
        .slice(1, 5)
        .map((line) => line.replace('2', '3')),
    ])
    expect(drop('1', '2.s', 'below')).toContain('1.s1 convolution')
    expect(drop('1', '2', 'below')).toContain('1.1 convolution')
    expect(drop('2', '2.1', 'below')).toEqual(lines(started))
    expect(drop('1', '2', 'above')).toEqual(lines(started))
  })

  it('takes what is typed into one field as one step, and the next one as another', () => {
    const typed = run(
      started,
      ...['6', '64'].map((text): EditingAction => ({ type: 'set', at: '1', key: 'filters', value: Number(text) })),
    )
    expect(typed.past).toHaveLength(1)
    expect(run(typed, { type: 'undo' }).layers).toEqual(started.layers)
    const settled = run(typed, { type: 'settle' }, { type: 'set', at: '1', key: 'filters', value: 6 })
    expect(settled.past).toHaveLength(2)
  })

  it('knows every layer by its path', () => {
    const layers = presetArchitecture('unet')!.layers(shapes)
    for (const row of treeOf(layers, new Set()))
      if (row.kind === 'layer') {
        expect(placeOfLayer(layers, row.at)).toEqual({ list: row.list, index: row.index })
        expect(atOf(layers, row)).toBe(row.at)
      }
    expect(placeOfLayer(layers, '99')).toBeNull()
    expect(placeOfLayer(layers, '1.q2')).toBeNull()
  })
})

const anyAction: fc.Arbitrary<EditingAction> = fc.oneof(
  fc.constantFrom<EditingAction>({ type: 'remove' }, { type: 'duplicate' }, { type: 'settle' }),
  fc.constantFrom<EditingAction>({ type: 'move', by: 1 }, { type: 'move', by: -1 }),
  fc.constantFrom(...layerKinds).map((kind): EditingAction => ({ type: 'add', layer: newLayer(kind, [16, 16, 6]) })),
  fc.record({
    type: fc.constant('set' as const),
    at: fc.constantFrom('1', '2', '2.1', '3'),
    key: fc.constantFrom('filters', 'kernelSize', 'groups', 'padding', 'units', 'size', 'stride'),
    value: fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom('same', 'valid', '', 1e9, 2.5)),
  }),
)
/** Chosen by a number, as rows come and go. */
const actions = fc.array(fc.tuple(anyAction, fc.nat(40), fc.nat(40)), { maxLength: 12 })
const starts = fc.constantFrom(
  ...['resnet', 'unet', 'mlp', 'convnext'].map((kind) => presetArchitecture(kind)!.layers(shapes)),
)
/** Other objects throughout, each at one place. */
const copyOf = (layers: readonly LayerSpec[]) => JSON.parse(JSON.stringify(layers)) as LayerSpec[]
function act(state: Editing, [action, first, second]: readonly [EditingAction, number, number]): Editing {
  const rows = treeOf(state.layers, state.closed)
  const at = rows[first % Math.max(1, rows.length)]?.at ?? ''
  const other = rows[second % Math.max(1, rows.length)]?.at ?? ''
  const chosen = run(state, select(at), ...(second % 7 === 0 ? [{ type: 'toggle', at } as const] : []))
  if (second % 5 === 0)
    return run(chosen, { type: 'drop', from: at, to: other, edge: first % 2 === 0 ? 'above' : 'below' })
  return run(chosen, action.type === 'set' && rows.length > 0 ? { ...action, at } : action)
}

describe('any steps', () => {
  it('are taken back and done again one by one, whatever they were', () => {
    fc.assert(
      fc.property(starts, actions, (layers, steps) => {
        const before = JSON.stringify(layers)
        let state = startEditing(layers)
        const history = [before]
        for (const step of steps) {
          const next = act(state, step)
          if (next.past.length > state.past.length) history.push(JSON.stringify(next.layers))
          else history[history.length - 1] = JSON.stringify(next.layers)
          state = next
        }
        for (const expected of history.toReversed()) {
          expect(JSON.stringify(state.layers)).toBe(expected)
          state = run(state, { type: 'undo' })
        }
        expect(JSON.stringify(layers)).toBe(before)
        for (const expected of history.slice(1)) {
          state = run(state, { type: 'redo' })
          expect(JSON.stringify(state.layers)).toBe(expected)
        }
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('lose no layer by moving, and what is selected is there', () => {
    const move = fc.tuple(
      fc.constantFrom<EditingAction>({ type: 'move', by: 1 }, { type: 'move', by: -1 }),
      fc.nat(40),
      fc.nat(40),
    )
    const kinds = (layers: readonly LayerSpec[]) =>
      everyLayer(layers)
        .map(({ kind }) => kind)
        .sort()
    fc.assert(
      fc.property(starts, fc.array(move, { maxLength: 12 }), (layers, steps) => {
        const state = steps.reduce(act, startEditing(layers))
        expect(kinds(state.layers)).toEqual(kinds(layers))
        expect(treeOf(state.layers, new Set()).map(({ at }) => at)).toContain(state.selected)
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('leave what is found of layers that nothing is known of, and rows that do not change as they were', () => {
    let kept = 0
    fc.assert(
      fc.property(starts, actions, (layers, steps) => {
        let state = startEditing(copyOf(layers))
        let before = checkArchitecture(state.layers, shapes).rows
        for (const step of steps) {
          state = act(state, step)
          const anew = copyOf(state.layers)
          const all = everyLayer(state.layers)
          const closed = new Set(everyLayer(anew).filter((_, index) => state.closed.has(all[index]!)))
          const checked = checkArchitecture(state.layers, shapes)
          expect(checked).toEqual(checkArchitecture(anew, shapes))
          expect(treeOf(state.layers, state.closed)).toEqual(treeOf(anew, closed))
          for (const [index, row] of checked.rows.entries()) {
            const { layer, at, inputShape } = before[index] ?? {}
            if (row.layer !== layer || row.at !== at || row.inputShape.join() !== inputShape?.join()) continue
            expect(row).toBe(before[index])
            kept += 1
          }
          before = checked.rows
        }
      }),
      { numRuns: propertyCases(20) },
    )
    expect(kept).toBeGreaterThan(0)
  })

  it('leave mistakes, each with a fix that removes it', () => {
    let mended = 0
    fc.assert(
      fc.property(starts, actions, (layers, steps) => {
        const state = steps.reduce(act, startEditing(layers))
        for (const mistake of mistakesOf(state.layers)) {
          expect(mistake.fix).toMatch(/^[A-Z].*\.$/)
          if (mistake.at === '') continue
          expect(mistake.mend, JSON.stringify(mistake)).not.toBeNull()
          const next = run(state, { type: 'mend', mistake })
          const left = mistakesOf(next.layers).filter(
            ({ at, message }) => at === mistake.at && message === mistake.message,
          )
          expect(left, JSON.stringify(mistake)).toEqual([])
          mended += 1
        }
      }),
      { numRuns: propertyCases(300) },
    )
    expect(mended).toBeGreaterThan(20)
  })
})

describe('a new layer', () => {
  it.each([[[32, 32, 3]], [[7, 5, 64]], [[784]]])('of each kind is one that its schema takes, before %j', (input) => {
    for (const { kind, layer, gives, needs } of addableLayers(input)) {
      expect(layerSpecSchema.safeParse(layer).error, kind).toBeUndefined()
      expect(gives === null).toBe(needs !== '')
      expect(recipes[kind].name).not.toBe('')
    }
    // By any word that is a choice of it, which it has then, in whole or with another word; and by what no layer has none.
    for (const kind of layerKinds)
      for (const { key, choices } of fieldsOf(newLayer(kind, [32, 32, 16])))
        for (const choice of choices)
          for (const search of [choice, ` ${choice.toUpperCase()}  ${kind} `]) {
            const found = addableLayers(input, search).find((one) => one.kind === kind)
            expect(found?.layer, `${search} ${kind}`).toHaveProperty(key, choice)
          }
    expect(addableLayers(input, 'gel').map(({ layer }) => layer)).toEqual([{ kind: 'activation', activation: 'gelu' }])
    expect(addableLayers(input, 'relu poolx')).toEqual([])
    // Whatever the input is, most kinds can stand there.
    expect(addableLayers(input).filter(({ gives }) => gives !== null).length).toBeGreaterThan(6)
  })

  it('has a field for each of its settings, which shows what it takes', () => {
    for (const kind of layerKinds) {
      const layer = newLayer(kind, [32, 32, 16])
      for (const field of fieldsOf(layer)) {
        expect(field.choices.length > 0 || field.numbers !== null, `${kind} ${field.key}`).toBe(true)
        const shown = showField(layer, field.key)
        const again = { ...layer, [field.key]: readField(field, shown) }
        expect(layerSpecSchema.safeParse(again).error, `${kind} ${field.key} ${shown}`).toBeUndefined()
      }
    }
    const [, , , , padding] = fieldsOf(conv(3))
    expect(padding).toMatchObject({ key: 'padding', choices: ['same', 'valid'], numbers: 'one', least: 0, most: 64 })
  })
})

describe('very many layers', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at): LayerSpec => (at % 2 === 0 ? conv(3) : relu))
  it('are refused with a sentence', () => {
    const layers = many(10_000)
    expect(checkArchitecture(layers, shapes).mistakes.get('')?.message).toBe(
      'It has 10,000 layers or more; 2,000 is the most.',
    )
  })
  it('may be a network, as many as there may be', () => {
    const layers = [...many(1_998), { kind: 'flatten' } as const, { kind: 'dense', units: 784 } as const]
    expect(mistakesOf(layers)).toEqual([])
  })
})

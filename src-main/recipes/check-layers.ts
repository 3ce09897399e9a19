/** Lists of layers that a person or a program hands in: whether they are a network for given images and targets, and what is wrong at which layer. */
import { z } from 'zod'
import { withoutWeakerBounds } from '../protocol/schema-words'
import { sizeOfShape } from './data-source'
import type { ArchitectureShapes } from './architecture'
import { inferLayers, type InferredLayers, type LayerMistake } from './infer-layers'
import { innerSegment, sameShape, showShape, type LayerSpec, type Shape } from './layer'
import { mostSide, setTo } from './mend'
import { filled, layerKinds, layers as recipes, layerSpecSchema, isLayerKind, settingsOfLayer } from './registry/layers'

/** Layers of one network, those within blocks included. */
export const mostLayers = 2_000
/** How deep blocks may lie within blocks. */
export const mostDepth = 8
/** Mistakes that are said at once. */
const mostMistakes = 20

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Lists of layers in a value of any form, one level down. */
const listsIn = (layer: unknown): readonly unknown[][] =>
  isRecord(layer)
    ? Object.values(layer).flatMap((value): unknown[][] => {
        if (!Array.isArray(value)) return []
        return value.some(Array.isArray)
          ? value.filter((inner) => Array.isArray(inner))
          : value.some(isRecord)
            ? [value]
            : []
      })
    : []

/** What is too much of it, before anything looks at it more closely. */
function tooMuch(list: readonly unknown[]): LayerMistake | null {
  let count = 0
  let level: (readonly unknown[])[] = [list]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth)
      return {
        at: '',
        message: `Blocks lie more than ${mostDepth} deep within each other.`,
        fix: 'Put their layers side by side.',
        mend: null,
      }
    count += level.reduce((sum, layers) => sum + layers.length, 0)
    if (count > mostLayers)
      return {
        at: '',
        message: `It has ${count.toLocaleString('en-US')} layers or more; ${mostLayers.toLocaleString('en-US')} is the most.`,
        fix: 'Leave layers out.',
        mend: null,
      }
    level = level.flatMap((layers) => layers.flatMap(listsIn))
  }
  return null
}

/** Where an issue lies: the layer's path, and the setting within it. */
function placeOf(path: readonly PropertyKey[]): { readonly at: string; readonly field: string } {
  let at = ''
  let rest = [...path]
  for (;;) {
    const [index, ...behind] = rest
    if (typeof index !== 'number') return { at, field: rest.map(String).join('.') }
    at = `${at}${index + 1}`
    const next = behind.findIndex((part, place) => place > 0 && typeof part === 'number' && isListKey(behind, place))
    if (next < 0) return { at, field: behind.map(String).join('.') }
    at = `${at}.${innerSegment(behind.slice(0, next) as (string | number)[])}`
    rest = behind.slice(next)
  }
}

/** 'layers' and 'shortcut' hold layers, 'branches' lists of them; other lists are settings. */
const isListKey = (behind: readonly PropertyKey[], place: number): boolean =>
  behind[0] === 'branches' ? place === 2 : (behind[0] === 'layers' || behind[0] === 'shortcut') && place === 1

const kindAt = (list: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], list)

/** The kind whose name is nearest to what was written. */
function nearestKind(written: string): string {
  const distance = (left: string, right: string): number => {
    let row = Array.from({ length: right.length + 1 }, (_, at) => at)
    for (let i = 1; i <= left.length; i += 1)
      row = row.reduce<number[]>(
        (next, above, j) => [
          ...next,
          j === 0
            ? i
            : Math.min(above + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)),
        ],
        [],
      )
    return row.at(-1) ?? 0
  }
  const text = written.slice(0, 40).toLowerCase()
  return [...layerKinds].sort((left, right) => distance(text, left) - distance(text, right))[0] ?? ''
}

function mistakeOf(issue: z.core.$ZodIssue, list: unknown): LayerMistake {
  const { at, field } = placeOf(issue.path)
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'kind') {
    const kind = kindAt(list, issue.path)
    if (typeof kind !== 'string')
      return { at, message: 'It does not say its kind.', fix: 'Give it a kind, such as "convolution".', mend: null }
    if (!isLayerKind(kind))
      return {
        at,
        message: `There is no kind of layer "${kind.slice(0, 60)}".`,
        fix: `Write "${nearestKind(kind)}".`,
        mend: null,
      }
  }
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    return {
      at,
      message: `It has no setting "${key.slice(0, 60)}".`,
      fix: 'Remove it.',
      mend: { set: { [key]: undefined } },
    }
  }
  const name = field === '' ? 'A layer' : field
  const message = `${name} ${issue.message}.`
  if (field === '') return { at, message, fix: 'Write it as an object with its kind.', mend: null }
  const kind = kindAt(list, [...issue.path.slice(0, issue.path.length - field.split('.').length), 'kind'])
  const remedy = remedyOf(issue, field, isLayerKind(kind) ? kind : null)
  return { at, message, ...remedy, ...(issue.message === 'is missing' ? { fix: `Give it ${name}.` } : {}) }
}

/** A value that the setting takes: the nearest bound, what it usually is, or what it begins with. */
function remedyOf(
  issue: z.core.$ZodIssue,
  field: string,
  kind: LayerSpec['kind'] | null,
): Pick<LayerMistake, 'fix' | 'mend'> {
  if (issue.code === 'too_big' && issue.origin !== 'array') return setTo(field, Number(issue.maximum))
  // One that is greater than 0 cannot be 0.
  if (issue.code === 'too_small' && issue.origin !== 'array' && issue.inclusive === true)
    return setTo(field, Number(issue.minimum))
  const [key = ''] = field.split('.')
  const setting = kind === null ? undefined : settingsOfLayer(kind).find(([name]) => name === key)?.[1]
  if (setting?.default !== undefined)
    return { fix: `Set ${key} to ${JSON.stringify(setting.default)}.`, mend: { set: { [key]: setting.default } } }
  const first = setting?.start?.(anyImage)
  return first === undefined || Array.isArray(first)
    ? { fix: `Give ${field} another value.`, mend: first === undefined ? null : { set: { [key]: first } } }
    : { fix: `Set ${key} to ${JSON.stringify(first)}.`, mend: { set: { [key]: first } } }
}

/** An input as good as any, for what does not ask more of it than a shape. */
const anyImage: Shape = [32, 32, 16]

export type CheckedLayers =
  | { readonly ok: true; readonly layers: readonly LayerSpec[] }
  | { readonly ok: false; readonly mistakes: readonly LayerMistake[] }

/** Layers in the form that they are written in, whether they fit each other or not. @param value anything */
export function readLayers(value: unknown): CheckedLayers {
  const no = (...mistakes: LayerMistake[]): CheckedLayers => ({ ok: false, mistakes })
  if (!Array.isArray(value) || value.length === 0)
    return no({ at: '', message: 'There are no layers.', fix: 'Give it a list of layers.', mend: null })
  const much = tooMuch(value)
  if (much) return no(much)
  const parsed = z.array(layerSpecSchema).safeParse(value)
  if (parsed.success) return { ok: true, layers: parsed.data }
  return no(
    ...withoutWeakerBounds(parsed.error.issues.slice(0, 2 * mostMistakes))
      .slice(0, mostMistakes)
      .map((issue) => mistakeOf(issue, value)),
  )
}

/**
 * Layers that can be edited, with whatever mistakes their settings have: each is of a kind that there is, and blocks have lists of such.
 * @returns them as they are; null for anything else
 */
export function layersAsWritten(value: unknown): readonly LayerSpec[] | null {
  if (!Array.isArray(value) || tooMuch(value) !== null) return null
  const layers: unknown[] = value
  return layers.every(isEditable) ? (layers as LayerSpec[]) : null
}

/** {@link layersAsWritten} of JSON. */
export function editableLayers(text: string): readonly LayerSpec[] | null {
  const read = readLayersText(text)
  return read.ok ? read.layers : layersAsWritten(parse(text))
}

function isEditable(layer: unknown): boolean {
  if (!isRecord(layer) || !isLayerKind(layer.kind)) return false
  const recipe = recipes[layer.kind]
  if (recipe.inner === undefined) return true
  try {
    return recipe
      .inner(filled(layer as unknown as LayerSpec))
      .every(({ layers }) => Array.isArray(layers) && (layers as unknown[]).every(isEditable))
  } catch {
    // It has no list where the block asks for one.
    return false
  }
}

/** Keeps what was worked out for a text: a run's layers are looked at again with each of its messages. */
function keeping<Value>(): (text: string, work: () => Value) => Value {
  const known = new Map<string, { readonly value: Value }>()
  const mostKnown = 200
  return (text, work) => {
    const before = known.get(text)
    if (before) return before.value
    const value = work()
    if (known.size >= mostKnown) known.clear()
    known.set(text, { value })
    return value
  }
}

const lists = keeping<CheckedLayers>()
/** {@link readLayers} of JSON. */
export const readLayersText = (text: string): CheckedLayers => lists(text, () => readLayers(parse(text)))

const misfits = keeping<LayerMistake | null>()
/** What is wrong with JSON of layers as a network for these images and targets; null where nothing is. */
export const checkLayers = (text: string, { input, target }: ArchitectureShapes): LayerMistake | null =>
  misfits(`${JSON.stringify([input, target])} ${text}`, () => {
    const read = readLayersText(text)
    return read.ok ? findMisfit(read.layers, { input, target }) : (read.mistakes[0] ?? null)
  })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What keeps layers from being a network for these images and targets; null where nothing does. @param inferred where it is known */
export function findMisfit(
  layers: readonly LayerSpec[],
  { input, target }: ArchitectureShapes,
  { mistake, outputShape }: InferredLayers = inferLayers(layers, input),
): LayerMistake | null {
  if (mistake !== null || outputShape === null) return mistake
  const [has, wants] = [sizeOfShape(outputShape), sizeOfShape(target)]
  if (outputShape.length === 1 && has === wants) return null
  return {
    at: String(layers.length),
    message: `It is the last one and gives ${showShape(outputShape)}, where the data needs ${wants} units${target.length === 3 ? ` (${showShape(target)})` : ''}.`,
    ...endFor(layers.at(-1), outputShape, target),
  }
}

/** What makes the output of the last layer one of as many numbers as a target has. */
function endFor(last: LayerSpec | undefined, output: Shape, target: Shape): Pick<LayerMistake, 'fix' | 'mend'> {
  const wants = sizeOfShape(target)
  const flatten: LayerSpec = { kind: 'flatten' }
  const dense: LayerSpec = { kind: 'dense', units: wants }
  if (output.length === 3 && sizeOfShape(output) === wants) return { fix: 'Add a flatten.', mend: { after: [flatten] } }
  if (wants > mostSide) {
    const [, , filters = 1] = target
    return output.length === 3 && sameShape(output.slice(0, 2), target.slice(0, 2))
      ? {
          fix: `Add a 1 × 1 convolution of ${filters} filters and a flatten.`,
          mend: { after: [{ kind: 'convolution', filters, kernelSize: 1 }, flatten] },
        }
      : { fix: `Let it end in images of ${showShape(target)} and a flatten.`, mend: null }
  }
  if (output.length === 3)
    return { fix: `Add a flatten and a dense layer of ${wants} units.`, mend: { after: [flatten, dense] } }
  return last?.kind === 'dense'
    ? setTo('units', wants)
    : { fix: `Add a dense layer of ${wants} units.`, mend: { after: [dense] } }
}

/** A mistake as one sentence and its fix: "At 4.1: ... Set size to 2." */
export const mistakeSentence = ({ at, message, fix }: LayerMistake): string =>
  `${at === '' ? '' : `At ${at}: `}${message} ${fix}`

/** What a layer is made of. Each kind stands in a file of its own in `layers/`; the registry finds it there. */
import type { z } from 'zod'
import type { GraphContext, GraphOperations, Joining, ParameterLayout, TorchText } from './layer-exports'
import type { LayerKernels, LayerOperations, Shaped } from './layer-tensors'
import type { Kept } from './optimizer'
import type { Shape } from './shape'

export type { Shape } from './shape'

/** Every kind of layer with its settings, those with a default marked optional: each file adds its own by declaration merging. */
export interface Layers {}
export type LayerKind = keyof Layers
/** Of a kind that has no setting. */
export type NoLayerSettings = object

/** A layer of one kind as it is written down. */
export type LayerOf<Kind extends LayerKind> = { readonly kind: Kind } & Readonly<Layers[Kind]>
/** A layer as it is written down: JSON, and all that there is to it. A setting that is left out has its default. */
export type LayerSpec = { [Kind in LayerKind]: LayerOf<Kind> }[LayerKind]

/** A change at the layer that a mistake stands at. */
export type Mend =
  /** Settings that it gets; one without a value is left out. */
  | { readonly set: Readonly<Record<string, unknown>> }
  | { readonly before: readonly LayerSpec[] }
  | { readonly after: readonly LayerSpec[] }
  /** What stands there instead of it: nothing, or what was in it. */
  | { readonly replace: readonly LayerSpec[] }

/** Why a layer cannot stand where it does, as a sentence with numbers, and the one thing that would mend it. */
export type Misfit = {
  readonly message: string
  readonly fix: string
  /** The same as a change; null where it is for a person to find. */
  readonly mend: Mend | null
}

/** What kind of thing a layer does, by which lists of layers are told apart at a glance. */
export type LayerSign =
  | 'convolution'
  | 'depthwise'
  | 'normalization'
  | 'activation'
  | 'pooling'
  | 'upsampling'
  | 'dropout'
  | 'dense'
  | 'flatten'
  | 'reshape'
  | 'residual'
  | 'joining'

export type LayerSetting<Value = unknown> = {
  readonly schema: z.ZodType<Value>
  readonly label: string
  /** One sentence. */
  readonly help: string
  /** What it is where a layer does not say. It never changes, as stored layers may lack the setting. */
  readonly default?: Value
  /** What a new layer begins with, where it has no default. @param input of the place that it is put at */
  readonly start?: (input: Shape) => Value
}

/** A value that a layer learns. */
export type LayerParameter = {
  /** As torch names it in the module of this layer: `weight`, `running_mean`. */
  readonly name: string
  readonly shape: Shape
  /**
   * What it is before the first step. From a number of inputs as PyTorch starts Linear and Conv2d: U(-1 / sqrt(fanIn), 1 / sqrt(fanIn))
   * (`kaiming_uniform_` with a = sqrt(5), torch/nn/modules/linear.py and conv.py).
   */
  readonly start: 'zeros' | 'ones' | { readonly fanIn: number } | { readonly value: number }
  /** How torch has it. */
  readonly layout: ParameterLayout
  /** Learnt without a gradient, as batch norm's running statistics are. */
  readonly isStatistic?: true
}

/** Goes back: takes the gradient of the output, gives that of the input (null when nobody wants it) and of each parameter. */
export type Backward<Tensor> = (
  gradient: Tensor,
  wantsInput: boolean,
) => { readonly input: Tensor | null; readonly parameters: readonly Tensor[] }

/** What a layer does to tensors. Called inside `tf.tidy`; nothing that is handed in is let go of here. */
export type LayerPasses<Tensor> = {
  /** Which of its own tensors the way back looks at: all others are let go as soon as the next layer has them. */
  readonly keeps: { readonly input: boolean; readonly output: boolean }
  /** Evaluation mode. */
  evaluate(input: Tensor): Tensor
  /** Training mode. Its parameters' gradients come in the order in which they are described, statistics left out. */
  train(input: Tensor): { readonly output: Tensor; readonly backward: Backward<Tensor> }
}

export type LayerContext<Tensor, Settings> = {
  readonly kernels: LayerKernels<Tensor>
  readonly operations: LayerOperations<Tensor>
  /** Every setting has a value. */
  readonly settings: Settings
  readonly input: Shape
  readonly output: Shape
  /** By the name under which it is described. */
  readonly parameter: (name: string) => Kept<Tensor>
  /** Whether batch norm follows, which takes away whatever a bias adds. */
  readonly isNormalized: boolean
  /**
   * For dropout: 1 / (1 - rate) where a value is kept, else 0, of the shape with its batch. Drawn from the run's seed, the layer's place and the batch's
   * number alone, so that a resumed run draws the same.
   */
  readonly mask: (shape: readonly number[], rate: number) => Tensor
}

/** Layers within a layer. */
export type InnerLayers = {
  /** What tells them apart in a path: '' in 4.1, 's' in 4.s1. */
  readonly segment: string
  /** Where they stand in the layer's JSON: ['branches', 1]. torch's names of their parameters have the same. */
  readonly keys: readonly (string | number)[]
  /** As a heading: "Shortcut". */
  readonly name: string
  readonly layers: readonly LayerSpec[]
}

/** What a path has for layers at these keys: nothing for a block's own, 's' for its shortcut, a letter for a branch. */
export function innerSegment(keys: readonly (string | number)[]): string {
  const [first = '', index] = keys
  if (typeof index === 'number') return String.fromCodePoint(97 + index)
  return first === 'layers' ? '' : String(first).charAt(0)
}

/** How a block makes one output of what its inner layers give. */
export type Merge = {
  /** @param outputs of each list of inner layers, in their order. */
  forward<Tensor>(operations: Joining<Tensor>, outputs: readonly Tensor[]): Tensor
  /** @returns the gradient of each of them. @param shapes theirs, without the batch. */
  backward<Tensor>(operations: LayerOperations<Tensor>, gradient: Tensor, shapes: readonly Shape[]): readonly Tensor[]
}

type Described<Settings> = {
  readonly kind: LayerKind
  /** Its place wherever kinds of layers are listed: 1 is the first. */
  readonly place: number
  /** As people write it, in the middle of a sentence: "batch norm". */
  readonly name: string
  /** One sentence. */
  readonly help: string
  readonly settings: Readonly<Record<string, LayerSetting<never>>>
  /** With its settings, for a diagram: "3 × 3 conv, 16". */
  words(settings: Settings): string
  /** What stands before its name where layers are listed. */
  readonly sign: LayerSign
  /** Whether a diagram begins a box with it; it is a line in the box before it otherwise. */
  readonly beginsBox: boolean
}

export type PlainLayerRecipe<Settings = unknown> = Described<Settings> & {
  readonly inner?: undefined
  /** Of its output, or why it cannot have this input. */
  shape(settings: Settings, input: Shape): Shape | Misfit
  /** In torch's order. */
  parameters(settings: Settings, input: Shape): readonly LayerParameter[]
  /** Of one image, forward; 0 where they are few beside those of other layers. */
  multiplyAdds(settings: Settings, input: Shape, output: Shape): number
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Settings>): LayerPasses<Tensor>
  /** The same module in PyTorch, with parameters of the same names. */
  torch(settings: Settings, input: Shape): TorchText
  /** The same in evaluation mode, for formats that store a graph. */
  graph<Value>(operations: GraphOperations<Value>, input: Value, context: GraphContext<Settings>): Value
}

/** A layer made of layers. All lists have the block's input, and an empty one hands it on. */
export type BlockRecipe<Settings = unknown> = Described<Settings> & {
  inner(settings: Settings): readonly InnerLayers[]
  /** Of its output, or why what its inner layers give cannot be made one. */
  shape(settings: Settings, inner: readonly Shape[]): Shape | Misfit
  readonly merge: Merge
  /** The same module in PyTorch. @param inner an expression for each list of its layers, an `nn.Sequential` */
  torch(inner: readonly string[]): TorchText
}

export type LayerRecipe = PlainLayerRecipe<never> | BlockRecipe<never>

/** What a layer's own functions are given: every setting has a value. */
export type Filled<Kind extends LayerKind> = {
  readonly [Key in keyof Layers[Kind]]-?: Exclude<Layers[Kind][Key], undefined>
}

type OwnSettings<Kind extends LayerKind> = {
  readonly [Key in keyof Layers[Kind]]-?: LayerSetting<Filled<Kind>[Key]> &
    (undefined extends Layers[Kind][Key] ? { readonly default: Filled<Kind>[Key] } : { readonly default?: undefined })
}

/** A layer without layers in it, held to what its file declares in {@link Layers}. */
export const defineLayer = <Kind extends LayerKind>(
  recipe: Omit<PlainLayerRecipe<Filled<Kind>>, 'kind' | 'settings'> & {
    readonly kind: Kind
    readonly settings: OwnSettings<Kind>
  },
): LayerRecipe => recipe as unknown as LayerRecipe

/** A layer made of layers, held to what its file declares in {@link Layers}. */
export const defineBlock = <Kind extends LayerKind>(
  recipe: Omit<BlockRecipe<Filled<Kind>>, 'kind' | 'settings'> & {
    readonly kind: Kind
    readonly settings: OwnSettings<Kind>
  },
): LayerRecipe => recipe as unknown as LayerRecipe

export const isMisfit = (found: Shape | Misfit): found is Misfit => 'message' in found

export const sameShape = (left: Shape, right: Shape): boolean =>
  left.length === right.length && left.every((size, index) => size === right[index])
/** "32 × 32 × 3", "784 units". */
export const showShape = (shape: Shape): string => (shape.length === 1 ? `${shape[0] ?? 0} units` : shape.join(' × '))

/** A shape's parts where it is an image's. */
export type ImageShape = { readonly height: number; readonly width: number; readonly channels: number }
export function imageOf(shape: Shape): ImageShape {
  const [height = 1, width = 1, channels = 1] = shape
  return { height, width, channels }
}

/** What an optimizer is made of. Each stands in a file of its own in `optimizers/`; the registry finds it there. */
import type { z } from 'zod'
import type { RecipeSetting } from './setting'
import type { TensorOperations } from './tensors'

/** Settings of every optimizer. */
export type CommonOptimizerSettings = { readonly learningRate: number; readonly weightDecay: number }

/** Every optimizer with the settings that it takes beside the common ones: each file adds its own by declaration merging. */
export interface Optimizers {}
export type OptimizerKind = keyof Optimizers

type Intersection<Union> = (Union extends unknown ? (of: Union) => void : never) extends (of: infer All) => void
  ? All
  : never
/** Settings that some optimizers take and others do not. */
type OwnSettings = Intersection<Optimizers[OptimizerKind]>
export type OwnOptimizerKey = keyof OwnSettings
/** A value for every setting, used or not. */
export type OptimizerValues = CommonOptimizerSettings & OwnSettings
export type OptimizerSettingKey = keyof OptimizerValues
/** What of a run's settings decides on its steps; one that is not given has its default. */
export type OptimizerSettings = { readonly optimizer: OptimizerKind } & CommonOptimizerSettings & {
    readonly [Key in OwnOptimizerKey]?: OptimizerValues[Key] | undefined
  }

export type OptimizerSetting<Value = unknown> = Omit<RecipeSetting<z.ZodType<Value>>, 'help'> & {
  /** One sentence. @param takers the names of the optimizers that take it: "SGD and RMSprop" */
  help(takers: string): string
  /** What of another setting of the same optimizer it needs, and how that goes on from the optimizer's name: "with momentum above 0". */
  readonly needs?: {
    readonly key: string
    readonly words: string
    isMet(value: unknown): boolean
  }
  /** Within a report's sentence, as "momentum 0.9"; null where nothing is to be said. @param show writes numbers */
  phrase(value: Value, settings: OptimizerSettings, show: (value: number) => string): string | null
}

/** A value that outlives steps: a parameter of the network, or a slot beside it. */
export type Kept<Tensor> = {
  /** The value now; let go of before it changes. */
  read(): Tensor
  assign(value: Tensor): void
}

export type AdamStep = {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Steps taken, this one included. */
  readonly step: number
}

/** Steps that backends have in one piece. */
export type StepKernels<Tensor> = {
  /** PyTorch's Adam: p -= lr m^ / (sqrt(v^) + epsilon). */
  applyAdam(parameter: Kept<Tensor>, first: Kept<Tensor>, second: Kept<Tensor>, gradient: Tensor, step: AdamStep): void
  /** PyTorch's SGD: v = momentum v + g; p -= lr v, or with Nesterov p -= lr (g + momentum v). */
  applyMomentum(
    parameter: Kept<Tensor>,
    velocity: Kept<Tensor>,
    gradient: Tensor,
    learningRate: number,
    momentum: number,
    nesterov: boolean,
  ): void
}

/** One step of one parameter. */
export type ParameterStep<Tensor, Settings> = {
  readonly operations: TensorOperations<Tensor>
  readonly kernels: StepKernels<Tensor>
  readonly parameter: Kept<Tensor>
  /** By its name among the optimizer's slots; 0 before the first step. */
  readonly slot: (name: string) => Kept<Tensor>
  /** An L2 penalty is in it already, added before anything else; decoupled decay has taken its part of the parameter. */
  readonly gradient: Tensor
  readonly settings: Settings
  /** Steps taken, this one included. */
  readonly steps: number
}

export type OptimizerRecipe<Settings = OptimizerValues> = {
  readonly kind: OptimizerKind
  /** Its place wherever optimizers are listed: 1 is the first, and the usual one. */
  readonly place: number
  /** As people write it. */
  readonly name: string
  /** In the order of the form, the common ones too. */
  readonly settings: Readonly<Partial<Record<OptimizerSettingKey, OptimizerSetting<never>>>>
  /** Defaults other than those of the settings themselves. */
  readonly defaults?: Partial<Settings>
  /**
   * What weight decay is: an L2 penalty, added to the gradient, or decoupled from it, where each step first takes rate times decay of the parameter
   * itself. Source: Loshchilov and Hutter 2019, arXiv:1711.05101.
   */
  readonly decay: 'penalty' | 'decoupled'
  /** A step from the gradient g to the parameter p. */
  readonly formula: { readonly text: string; readonly tex: string }
  /** Whether a constant factor on the loss cancels out of its steps. */
  readonly isScaleFree: boolean
  /** What it keeps beside every parameter. Checkpoints name tensors after them. */
  readonly slots: readonly string[]
  /** Changes a parameter and its slots. */
  step<Tensor>(of: ParameterStep<Tensor, Settings>): void
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

type AllOf<Kind extends OptimizerKind> = CommonOptimizerSettings & Optimizers[Kind]

/** An optimizer, held to what its file declares in {@link Optimizers}. */
export function defineOptimizer<Kind extends OptimizerKind>(
  recipe: Omit<OptimizerRecipe<AllOf<Kind>>, 'kind' | 'settings'> & {
    readonly kind: Kind
    readonly settings: { readonly [Key in keyof AllOf<Kind>]: OptimizerSetting<AllOf<Kind>[Key]> }
  },
): OptimizerRecipe {
  return recipe as unknown as OptimizerRecipe
}

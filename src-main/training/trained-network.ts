/** A run's network with the weights of a checkpoint, for whatever is asked of it once it is trained. */
import type { TrainerCommand, TrainerMessage } from '../contract/trainer-protocol'
import { readCheckpoint } from './checkpoints/choose'
import type { SafetensorsFile } from './checkpoints/safetensors'
import { restoreWeights } from './checkpoints/state'
import type { Kernels, TensorFlow } from './kernels/kernels'
import type { LayerWatch } from './layers'
import { createNetwork, type Network } from './network'

/** What asks for it: one of the trainer's commands. */
export type Asking<Type extends 'evaluate' | 'predict' | 'inspect' | 'look'> = {
  readonly tf: TensorFlow
  readonly kernels: Kernels
  readonly command: Extract<TrainerCommand, { type: Type }>
}

/** How work that takes a while is followed and stopped. */
export type Followed = {
  readonly send: (message: TrainerMessage) => void
  /** Looked at before every image or batch, where it also yields. @returns false to stop. */
  readonly between: () => Promise<boolean>
}

/** @param watch a layer to look at while it evaluates. @throws PlateauError `checkpoint-corrupt` */
export function openTrained(
  { tf, kernels, command }: Asking<'evaluate' | 'predict' | 'inspect' | 'look'>,
  watch?: LayerWatch,
): { readonly network: Network; readonly contents: SafetensorsFile } {
  const network = createNetwork(tf, kernels, command.config, undefined, watch)
  const { contents } = readCheckpoint(command.directory, command.checkpoint)
  restoreWeights(tf, network, contents)
  return { network, contents }
}

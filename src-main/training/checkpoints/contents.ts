/** A state taken out of the training as the two kinds of checkpoint files. */
import { encodeRecord, type CheckpointRecord } from './record'
import { encodeSafetensorsHeader } from '../../contract/safetensors'
import type { TrainedState } from './state'
import type { CheckpointContents } from './write'

/** The whole one, and the weights alone. Both are views of the state's memory: it must not change before they are written. */
export function checkpointContents(
  { tensors, values, weightBytes, weightTensors }: TrainedState,
  about: Omit<CheckpointRecord, 'format' | 'version' | 'kind'>,
): CheckpointContents[] {
  const file = (kind: CheckpointContents['kind'], count: number, bytes: number): CheckpointContents => {
    const record: CheckpointRecord = { format: 'plateau-checkpoint', version: 1, kind, ...about }
    const header = encodeSafetensorsHeader(tensors.slice(0, count), encodeRecord(record))
    return { kind, epoch: about.epoch, pieces: [header, new Uint8Array(values, 0, bytes)] }
  }
  return [file('whole', tensors.length, values.byteLength), file('weights', weightTensors, weightBytes)]
}

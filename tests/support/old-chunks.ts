/** Chunks of points as versions before schema 9 wrote them: for homes of their time. */
import type { StepPoints } from '../../src-main/store/step-columns'

const wideSteps = 0x8000_0000
const largestDifference = 0xffff_ffff

/** The layout is that of `decodeOldChunk` in store/batch-chunks. */
export function encodeOldChunk({ steps, seconds, values }: StepPoints): Uint8Array {
  const count = steps.length
  const isWide = Array.from(steps).some((step, index) => step - (steps[index - 1] ?? 0) > largestDifference)
  const places = isWide ? new Float64Array(count) : new Uint32Array(count)
  const times = new Float32Array(count)
  let step = 0
  let elapsed = 0
  for (let index = 0; index < count; index += 1) {
    const at = steps[index] ?? 0
    places[index] = isWide ? at : at - step
    times[index] = Math.max(0, (seconds[index] ?? 0) - elapsed)
    step = at
    elapsed += times[index] ?? 0
  }
  const numbers = Float64Array.from(values)
  const header = Uint32Array.of(isWide ? count + wideSteps : count)
  const bytes = new Uint8Array(4 + places.byteLength + times.byteLength + numbers.byteLength)
  let at = 0
  for (const { buffer } of [header, places, times, numbers]) {
    bytes.set(new Uint8Array(buffer), at)
    at += buffer.byteLength
  }
  return bytes
}

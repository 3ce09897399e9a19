import { expect, it } from 'vitest'
import { createSystemSampler } from '../../../src-main/training/system-samples'

function sampler() {
  const clock = { milliseconds: 0, cpuMicroseconds: 0 }
  const samples: Parameters<Parameters<typeof createSystemSampler>[0]>[0][] = []
  const made = createSystemSampler((sample) => samples.push(sample), {
    now: () => clock.milliseconds,
    cpu: () => clock.cpuMicroseconds,
    memoryBytes: () => 123,
  })
  let step = 0
  const train = (seconds: number, cpuSeconds: number, images = 64) => {
    clock.milliseconds += seconds * 1000
    clock.cpuMicroseconds += cpuSeconds * 1e6
    step += 1
    made.afterBatch({ step, images, seconds, elapsedSeconds: clock.milliseconds / 1000 })
  }
  return { clock, samples, train }
}

it('samples every two seconds, over what came since the last sample', () => {
  const { samples, train } = sampler()
  for (let batch = 0; batch < 40; batch += 1) train(0.1, 0.15)
  expect(samples).toHaveLength(2)
  expect(samples[0]).toMatchObject({ type: 'system', step: 20, memoryBytes: 123 })
  expect(samples[1]!.step).toBe(40)
  for (const { cpuPercent, imagesPerSecond } of samples) {
    expect(cpuPercent).toBeCloseTo(150, 6)
    expect(imagesPerSecond).toBeCloseTo(640, 6)
  }
})

it('gives one sample for a batch, however long it takes', () => {
  const { samples, train } = sampler()
  for (let batch = 0; batch < 3; batch += 1) train(7, 7)
  expect(samples.map(({ step }) => step)).toEqual([1, 2, 3])
})

it('counts the speed over training alone, and the CPU over all of the time', () => {
  const { clock, samples, train } = sampler()
  train(1, 1)
  clock.milliseconds += 3_000
  train(1, 1)
  expect(samples).toHaveLength(1)
  expect(samples[0]!.imagesPerSecond).toBeCloseTo(64, 6)
  expect(samples[0]!.cpuPercent).toBeCloseTo(40, 6)
})

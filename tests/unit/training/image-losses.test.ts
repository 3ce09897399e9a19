/** The loss of single images beside that of the whole set, which training states. */
import { expect, it } from 'vitest'
import { gatherLoss, lossOfImages } from '../../../src-main/training/losses'
import { lossKinds } from '../../../src-main/recipes/registry/losses'
import { lossFixtures, titleOf, type LossFixture } from './loss-fixtures'
import { createRandom } from '../../../src-main/maths/random'
import type { LossSettings } from '../../../src-main/recipes/loss'

const shape = [12, 12, 1] as const
const [images, size] = [5, 144]
const random = createRandom(1, 'pictures')
const picture = () => Float32Array.from({ length: images * size }, () => random.uniform())
const [targets, outputs] = [picture(), picture()]
const settings: LossSettings[] = [
  ...lossKinds.flatMap(
    (kind) => Object.values((lossFixtures[kind] as Partial<LossFixture>).images ?? {})[0]?.slice(0, 1) ?? [],
  ),
  { loss: '0.8*l1+0.2*ssim' },
]

it.each(settings.map((one) => [titleOf(one), one] as const))('of %s, its mean is the loss of the set', (_, one) => {
  const whole = gatherLoss(one, targets, shape)
  const errors = Float64Array.from(outputs, (output, index) => output - targets[index]!)
  whole.add({ first: 0, outputs, errors })
  const lossOf = lossOfImages(one, targets, shape)
  const each = Array.from({ length: images }, (__, image) => lossOf(image, outputs, image * size))
  expect(each.reduce((sum, loss) => sum + loss, 0) / images / whole.value()).toBeCloseTo(1, 12)
  expect(new Set(each).size).toBe(images)
})

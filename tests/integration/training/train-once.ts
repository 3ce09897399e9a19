/** Trains a little on real images and prints every loss and the weights' hash, to the last bit: one process of the test beside. */
import { createHash } from 'node:crypto'
import { builtInArchitectures, isReportArchitecture, requireRunConfig } from '../../../src-main/contract/config'
import { loadRunData } from '../../../src-main/dataset/dataset'
import { loadBackend } from '../../../src-main/training/backend'
import { createNetwork } from '../../../src-main/training/network'
import { createOptimizer } from '../../../src-main/training/optimizers'
import { createTraining } from '../../../src-main/training/step'
import { takeValues } from '../../unit/training/backends'

const steps = 6
const mostImages = 64

const { tf, kernels } = await loadBackend(Number(process.argv[2]))
const { training } = loadRunData({
  trainSize: steps * mostImages,
  validationSize: 8,
  dataSeed: 1,
  augment: 'flip-horizontal crop colour mixup',
})
const results = builtInArchitectures.map((architecture) => {
  const batchSize = isReportArchitecture(architecture) ? mostImages : 16
  const config = requireRunConfig({ architecture, batchSize })
  const network = createNetwork(tf, kernels, config)
  const optimizer = createOptimizer(tf, kernels, network.parameters, config)
  const trainBatch = createTraining({ tf, network, optimizer, config, set: training, average: null })
  const losses = Array.from({ length: steps }, (_, step) =>
    trainBatch(
      Uint32Array.from({ length: batchSize }, (_, index) => step * batchSize + index),
      { epoch: 1 },
    ),
  )
  const hash = createHash('sha256')
  for (const parameter of [...network.parameters, ...network.statistics]) hash.update(takeValues(parameter.read()))
  return { architecture, losses, weights: hash.digest('hex') }
})
process.stdout.write(JSON.stringify(results))
process.exit(0)

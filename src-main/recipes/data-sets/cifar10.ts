/** CIFAR-10: 60,000 colour photographs of ten kinds of things (Krizhevsky 2009, "Learning multiple layers of features from tiny images"). */
import { defineDataSource } from '../data-source'

declare module '../data-source' {
  interface DataSources {
    cifar10: true
  }
}

const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'] as const

export default defineDataSource({
  kind: 'cifar10',
  place: 1,
  name: 'CIFAR-10',
  shape: [32, 32, 3],
  counts: { training: 50_000, validation: 10_000 },
  classes,
  sampleNames: ['cat', 'ship', 'ship', 'airplane', 'frog', 'frog', 'automobile', 'frog'],
})

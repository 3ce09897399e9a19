import { describe, expect, it } from 'vitest'
import { builtInArchitectures, requireRunConfig } from '@contract/config'
import { architectureCards } from '../../../src-renderer/views/new-run/architecture-cards'

const own = { name: 'сеть', layers: '[{"kind":"flatten"},{"kind":"dense","units":784}]' }

describe('the cards of architectures', () => {
  it('are the built-in ones, then one for each of one’s own, a copied run’s over the saved one', () => {
    const copied = { ...own, layers: own.layers.replace('784', '9') }
    const cards = architectureCards('plain', requireRunConfig({}), [own, copied])
    expect(cards.map(({ name }) => name)).toEqual([...builtInArchitectures, 'сеть'])
    expect(cards.at(-1)).toMatchObject({ own: copied.layers, note: '2 layers of your own' })
  })

  it('follow the settings that the form has: the chosen one its widths, all of them its data', () => {
    const plain = requireRunConfig({ filters: [8, 8, 8], kernelSizes: [3, 3, 5] })
    const [first, second] = architectureCards('plain', plain, [])
    expect(first?.note).toBe('3 conv 3×3, 3×3, 5×5, 2 dense')
    expect(second?.note).toBe('3 conv 7×7, 3×3, 3×3 with batch norm and pooling, 2 dense')
    const classes = requireRunConfig({ task: 'classification', architecture: 'resnet' })
    for (const { layers } of architectureCards('resnet', classes, []))
      expect(layers.at(-1)).toEqual({ kind: 'dense', units: 10 })
  })

  it('say why one’s own is no network for the data, and stand while a setting is wrong', () => {
    const cards = architectureCards('сеть', requireRunConfig({ task: 'classification' }), [own])
    expect(cards.at(-1)?.mistake).toMatch(/^At 2: It is the last one and gives 784 units.* Set units to 10\.$/)
    expect(architectureCards('сеть', null, [own]).at(-1)?.mistake).toBeNull()
    expect(architectureCards('сеть', null, [{ ...own, layers: '[' }]).at(-1)?.mistake).toMatch(/no layers/)
  })
})

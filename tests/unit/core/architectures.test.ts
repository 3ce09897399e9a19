import { beforeEach, describe, expect, it } from 'vitest'
import { architectureRequests, mostArchitectures } from '../../../src-main/contract/architecture-requests'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { createArchitectureService, type ArchitectureService } from '../../../src-main/core/architectures'
import { createArchitectureReader } from '../../../src-main/core/foreign/reader'
import { createEventBus } from '../../../src-main/core/events'
import { useStore } from '../../support/store'

const { store } = useStore()
let architectures: ArchitectureService
let told: PlateauEvent[]
beforeEach(() => {
  const events = createEventBus()
  told = []
  events.subscribe((event) => told.push(event))
  architectures = createArchitectureService(store(), events, createArchitectureReader())
})

const layersOf = (units: number) => `[{"kind":"flatten"},{"kind":"dense","units":${units}}]`
const own = { name: 'сеть', layers: layersOf(784) }

describe('saved architectures', () => {
  it('are saved, saved anew under their name, and removed, and every client hears of it', () => {
    expect(architectures.list()).toEqual([])
    architectures.save(own)
    architectures.save({ name: 'another', layers: layersOf(10) })
    expect(architectures.list()).toEqual([{ name: 'another', layers: layersOf(10) }, own])
    architectures.save({ ...own, layers: layersOf(9) })
    expect(architectures.list().find(({ name }) => name === own.name)?.layers).toBe(layersOf(9))
    architectures.remove(own.name)
    architectures.remove(own.name)
    expect(architectures.list().map(({ name }) => name)).toEqual(['another'])
    expect(told.map(({ event }) => event)).toEqual(new Array(4).fill('architectures-changed'))
  })

  it('that this version does not understand stay stored and unseen', () => {
    store().settings.set('core.architecture.later', '[{"kind":"attention"}]')
    architectures.save(own)
    expect(architectures.list()).toEqual([own])
    expect(store().settings.get('core.architecture.later')).not.toBeNull()
  })

  it('are so many at most, and one that is there can still be saved anew', () => {
    for (let at = 0; at < mostArchitectures; at += 1) architectures.save({ name: `own ${at}`, layers: own.layers })
    expect(() => architectures.save(own)).toThrow('There are 100 saved architectures, and no room for more.')
    expect(architectures.save({ name: 'own 7', layers: layersOf(3) }).layers).toBe(layersOf(3))
    expect(architectures.list()).toHaveLength(mostArchitectures)
  })

  it('have names of their own, and layers that are some', () => {
    const { input } = architectureRequests['architectures.save']
    expect(input.safeParse({ ...own, name: ' e\u0301 ' }).data).toEqual({ ...own, name: '\u00e9' })
    for (const wrong of [
      { ...own, name: 'resnet' },
      { ...own, name: '' },
      { ...own, layers: '[]' },
      { ...own, layers: '[{"kind":"dense"}]' },
      { ...own, layers: 'x'.repeat(400_001) },
    ])
      expect(input.safeParse(wrong).success).toBe(false)
  })
})

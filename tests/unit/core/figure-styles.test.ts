import { beforeEach, describe, expect, it } from 'vitest'
import { builtInStyles } from '../../../src-main/contract/figure'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { createEventBus } from '../../../src-main/core/events'
import { createStyleService, type StyleService } from '../../../src-main/core/figures/styles'
import { useStore } from '../../support/store'

const { store, database } = useStore()
let styles: StyleService
let told: PlateauEvent[]
beforeEach(() => {
  const events = createEventBus()
  told = []
  events.subscribe((event) => told.push(event))
  styles = createStyleService(store(), events)
})

const [paper] = builtInStyles
const style = { ...paper!.style, fontSize: 9 }

describe('named styles', () => {
  it('begin with those that come with Plateau', () => {
    expect(styles.list()).toEqual(builtInStyles)
  })

  it('are saved, saved anew under their name, and removed, and every client hears of it', () => {
    const thesis = styles.save('thesis', style)
    expect(styles.list().slice(builtInStyles.length)).toEqual([thesis])
    const again = styles.save('thesis', { ...style, palette: 'greyscale' })
    expect(again.id).toBe(thesis.id)
    expect(styles.list().slice(builtInStyles.length)).toEqual([again])
    styles.remove(thesis.id)
    styles.remove(thesis.id)
    expect(styles.list()).toEqual(builtInStyles)
    expect(told.map(({ event }) => event)).toEqual(new Array(3).fill('styles-changed'))
  })

  it('leave those that come with Plateau as they are', () => {
    expect(() => styles.save('greyscale print', style)).toThrow(expect.objectContaining({ code: 'name-taken' }))
    expect(() => styles.save('paper', style)).toThrow(expect.objectContaining({ code: 'name-taken' }))
    expect(() => styles.remove('paper')).toThrow(expect.objectContaining({ code: 'invalid-input' }))
    expect(told).toEqual([])
  })

  it('that this version does not understand stay stored and unseen', () => {
    styles.save('thesis', style)
    database().exec("UPDATE figure_styles SET style = json_set(style, '$.font', 'comic')")
    expect(styles.list()).toEqual(builtInStyles)
    expect(store().figureStyles.list()).toHaveLength(1)
  })
})

/** Menus, popovers and completions lie within the window and do not cover what they belong to. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeBox } from '../../../src-renderer/components/place-box'

const length = (max: number) => fc.integer({ min: 0, max })

it('lies within the window, whatever it belongs to, and beside it', () => {
  fc.assert(
    fc.property(
      fc.record({ width: fc.integer({ min: 320, max: 2560 }), height: fc.integer({ min: 320, max: 1440 }) }),
      fc.record({ left: length(2560), top: length(1440), height: length(60) }),
      fc.record({ width: length(300), height: length(2000) }),
      (view, at, size) => {
        const top = Math.min(at.top, view.height)
        const anchor = { left: Math.min(at.left, view.width), top, bottom: Math.min(view.height, top + at.height) }
        const place = placeBox(anchor, size, view)
        const height = Math.min(size.height, place.maxHeight)
        expect(place.left).toBeGreaterThanOrEqual(8)
        expect(place.left + size.width).toBeLessThanOrEqual(Math.max(view.width - 8, 8 + size.width))
        expect(place.top).toBeGreaterThanOrEqual(8)
        expect(place.top + height).toBeLessThanOrEqual(view.height - 8 + (height === 0 ? view.height : 0))
        // A menu at the pointer may have to lie on it.
        if (anchor.top !== anchor.bottom && height > 0)
          expect(place.top >= anchor.bottom || place.top + height <= anchor.top).toBe(true)
      },
    ),
  )
})

it('is beneath where it fits, above where only that is enough, and at a pointer whole as long as the window is high enough', () => {
  const view = { width: 1280, height: 800 }
  const size = { width: 200, height: 300 }
  expect(placeBox({ left: 100, top: 50, bottom: 78 }, size, view)).toMatchObject({ left: 100, top: 82 })
  expect(placeBox({ left: 1200, top: 700, bottom: 728 }, size, view)).toMatchObject({ left: 1072, top: 396 })
  expect(placeBox({ left: 100, top: 400, bottom: 400 }, { width: 200, height: 780 }, view, 0)).toEqual({
    left: 100,
    top: 12,
    maxHeight: 784,
  })
})

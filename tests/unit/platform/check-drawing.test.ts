import { describe, expect, it } from 'vitest'
import { checkDrawing } from '../../../src-main/platform/check-drawing'

describe('the check of drawing', () => {
  it('loads Skia and names its version', () => {
    const { status, detail, remedy } = checkDrawing()
    expect({ status, remedy }).toEqual({ status: 'ok', remedy: null })
    expect(detail).toMatch(/^ready, Skia of @napi-rs\/canvas \d+\.\d+/)
  })

  it('says what is missing, and the command that mends it', () => {
    const check = checkDrawing(() => {
      throw new Error("Cannot find module '@napi-rs/canvas'\nRequire stack: many lines")
    })
    expect(check).toEqual({
      id: 'figures',
      label: 'Figures',
      status: 'missing',
      detail: "cannot be drawn: Cannot find module '@napi-rs/canvas'",
      remedy: 'npm run setup',
    })
  })
})

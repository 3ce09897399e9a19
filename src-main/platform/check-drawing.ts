/** Whether figures can be drawn here: Skia's own library is loaded, and draws. */
import type * as Canvas from '@napi-rs/canvas'
import { createRequire } from 'node:module'
import { z } from 'zod'
import type { Check } from '../contract/system'

const packages = createRequire(import.meta.url)
const packageSchema = z.object({ version: z.string() })

/** @throws Error when Skia's library is missing or is not for this machine. @returns the version of the package that brings it. */
function tryDrawing(): string {
  const { createCanvas } = packages('@napi-rs/canvas') as typeof Canvas
  createCanvas(1, 1).getContext('2d').fillRect(0, 0, 1, 1)
  return packageSchema.parse(packages('@napi-rs/canvas/package.json')).version
}

let version: string | null = null

/** What was found is kept; what failed is tried again. @param draw gives the version that draws, or throws. */
export function checkDrawing(draw: () => string = () => (version ??= tryDrawing())): Check {
  const base = { id: 'figures', label: 'Figures' }
  try {
    return { ...base, status: 'ok', detail: `ready, Skia of @napi-rs/canvas ${draw()}`, remedy: null }
  } catch (error) {
    const [words] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { ...base, status: 'missing', detail: `cannot be drawn: ${words ?? ''}`, remedy: 'npm run setup' }
  }
}

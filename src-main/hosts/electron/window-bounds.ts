/** Where the window was, so that it comes back there; on the screen in any case. */
import { readFileSync, writeFileSync } from 'node:fs'
import { screen, type BrowserWindow, type Rectangle } from 'electron'
import { z } from 'zod'

const defaultSize = { width: 1440, height: 900 } as const

const storedBoundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(900),
  height: z.int().min(600),
  maximized: z.boolean(),
})

export type WindowBounds = { width: number; height: number; x?: number; y?: number; maximized: boolean }

/** The stored place and size when a screen still shows enough of it, else the default size in the middle. */
export function readWindowBounds(file: string): WindowBounds {
  const stored = readStored(file)
  if (stored !== null && isReachable(stored)) return stored
  const { width, height } = screen.getPrimaryDisplay().workAreaSize
  return {
    width: Math.min(defaultSize.width, width),
    height: Math.min(defaultSize.height, height),
    maximized: false,
  }
}

/** How far a further window stands from the one that it was opened from, in pixels. */
const offset = 28

/** The size of a window, a little below and to the right of it; where there is no room for that, exactly there. */
export function besideBounds(window: BrowserWindow): WindowBounds {
  const { x, y, width, height } = window.getNormalBounds()
  const moved = { x: x + offset, y: y + offset, width, height }
  const { workArea } = screen.getDisplayMatching(moved)
  const hasRoom = moved.x + width <= workArea.x + workArea.width && moved.y + height <= workArea.y + workArea.height
  return { ...(hasRoom ? moved : { x, y, width, height }), maximized: window.isMaximized() }
}

export function rememberWindowBounds(file: string, window: BrowserWindow): void {
  try {
    const bounds = { ...window.getNormalBounds(), maximized: window.isMaximized() }
    writeFileSync(file, JSON.stringify(bounds))
  } catch (error) {
    // Losing the window's place is no reason to keep it from closing.
    console.error(`The window's place could not be kept: ${String(error)}`)
  }
}

function readStored(file: string): WindowBounds | null {
  try {
    const parsed = storedBoundsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    // Not there yet, or cut off: the default will do.
    return null
  }
}

/** Whether the title bar can be seen and taken hold of. */
function isReachable(bounds: WindowBounds): boolean {
  const { x = 0, y = 0, width } = bounds
  const titleBar: Rectangle = { x, y, width, height: 40 }
  const { workArea } = screen.getDisplayMatching(titleBar)
  const visibleWidth = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
  return visibleWidth >= 200 && y >= workArea.y && y + 40 <= workArea.y + workArea.height
}

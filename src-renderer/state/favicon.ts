/** The mark in a browser's tab, with a bar beneath it while runs train, as a desktop's taskbar has it. */
import { plannedEpochs } from '@panels/words/run-look'
import type { RunsState } from './runs.svelte'

const size = 32
/** Smaller steps are not to be seen in it. */
const steps = 20
const accent = '#4552c6'

/** How far the runs that train have come, on average: 0 to 1 in steps that can be seen; null while none trains. */
export function trainedShare(running: RunsState['running']): number | null {
  const shares = running.flatMap((run) =>
    plannedEpochs(run) > 0 ? [Math.min(1, run.epochs / plannedEpochs(run))] : [],
  )
  if (shares.length === 0) return null
  return Math.round((shares.reduce((sum, share) => sum + share, 0) / shares.length) * steps) / steps
}

let mark: Promise<HTMLImageElement> | null = null

function loadMark(): Promise<HTMLImageElement> {
  const image = new Image()
  image.src = '/icon.svg'
  return image.decode().then(() => image)
}

/** Draws the tab's icon. @param share null for the mark alone */
export async function drawFavicon(share: number | null): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  if (link === null) return
  if (share === null) {
    link.href = '/icon.svg'
    return
  }
  const image = await (mark ??= loadMark())
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d')
  if (context === null) return
  context.drawImage(image, 0, 0, size, size - 8)
  context.fillStyle = '#cfcfcb'
  context.fillRect(0, size - 6, size, 6)
  context.fillStyle = accent
  context.fillRect(0, size - 6, Math.max(2, size * share), 6)
  link.href = canvas.toDataURL()
}

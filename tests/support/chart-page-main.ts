/** What the page runs: bundled by the test that compares it with a file. */
import { Chart } from '@charts/chart'
import { configurationOf, size } from './chart-page'

/** Draws the chart on a canvas of the page, once its fonts are there. */
async function draw(): Promise<void> {
  await Promise.all([document.fonts.load('11px Inter'), document.fonts.load('500 11px Inter')])
  const canvas = document.createElement('canvas')
  Object.assign(canvas, size)
  Object.assign(canvas.style, { width: `${size.width}px`, height: `${size.height}px`, display: 'block' })
  document.body.append(canvas)
  new Chart(canvas, configurationOf())
}

void draw().then(() => document.body.setAttribute('data-drawn', ''))

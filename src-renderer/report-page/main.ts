/**
 * The script of an HTML report: the app's own charts over the data inside the page. A second build of the charts (report-page.vite.config.ts)
 * makes it one file, which the core writes into each report.
 */
import '../styles/tokens.css'
import '../styles/tooltips.css'
import './fonts.css'
import './page.css'
import { mount } from 'svelte'
import { decodeTyped } from '@panels/report/page-data'
import ReportFigure from './ReportFigure.svelte'
import type { PageFigure } from './page-figure'

const dark = matchMedia('(prefers-color-scheme: dark)')
const followTheme = () => (document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light')
followTheme()
dark.addEventListener('change', followTheme)

const json = document.getElementById('plateau-data')?.textContent
if (json) {
  const figures = new Map(Object.entries(decodeTyped(json) as Record<string, PageFigure>))
  for (const target of document.querySelectorAll<HTMLElement>('[data-figure]')) {
    const figure = figures.get(target.dataset.figure ?? '')
    if (figure) mount(ReportFigure, { target, props: { figure } })
  }
}

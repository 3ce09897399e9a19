/** What the templates are put together from. */
import { buildLayers } from '@contract/architecture'
import { builtInStyles, defaultStyleId, plainFigureText, type FigureSource, type FigureStyle } from '@contract/figure'
import type { Report, ReportBlock } from '@contract/report'
import type { RunSummary } from '@contract/run'

/** What a template fills a report with. */
export type TemplateContent = Pick<Report, 'title' | 'blocks' | 'style'>

/** Of an A4 page with margins, in cm. */
export const pageWidth = 16

/** The paper style at the width of a page, a little larger than in a column of a journal. */
export function reportStyle(): FigureStyle {
  const paper = builtInStyles.find(({ id }) => id === defaultStyleId)
  if (paper === undefined) throw new RangeError('There is no built-in paper style.')
  return { ...paper.style, size: { width: pageWidth, height: 8, unit: 'cm' }, fontSize: 9, lineWidth: 1 }
}

/** Paragraphs, each of one or several lines; what is null is left out. */
export const text = (id: string, ...paragraphs: readonly (string | null)[]): ReportBlock => ({
  kind: 'text',
  id,
  markdown: paragraphs.filter((paragraph) => paragraph !== null).join('\n\n'),
})

/**
 * A figure at the width of the page.
 * @param height in cm
 * @param style in which it differs from the report's
 */
export const figure = (
  id: string,
  height: number,
  source: FigureSource,
  caption: string,
  style: Partial<FigureStyle> = {},
): ReportBlock => ({
  kind: 'figure',
  id,
  source,
  text: { ...plainFigureText, caption },
  style: { size: { width: pageWidth, height, unit: 'cm' }, ...style },
})

/** Height of a drawn network that is laid out in rows across the page, in cm. */
export function architectureHeight(run: RunSummary): number {
  const { recipe } = run
  return recipe !== null && buildLayers(recipe).length > 8 ? 6.4 : 4
}

/** Height of small charts, three in a row, in cm. */
export const smallChartsHeight = (count: number): number => Math.min(20, 1 + 4.6 * Math.ceil(count / 3))

/** The form's word with its first letter small, as within a sentence; losses keep theirs. */
export const countWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const

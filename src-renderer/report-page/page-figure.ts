/** A figure as the page has it: what it is drawn from, how, and what is written on it. */
import type { FigureStyle, FigureText } from '@contract/figure'
import type { FigureData } from '@panels/figure/figure'

export type PageFigure = { readonly data: FigureData; readonly style: FigureStyle; readonly text: FigureText }

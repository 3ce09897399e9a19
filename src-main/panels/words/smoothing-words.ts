/** How lines are smoothed, in words. */
import type { FigureSource } from '@contract/figure'
import { isSmoothing, type Smoothing, type SmoothingMethod } from '@contract/smoothing'

const describe: Readonly<Record<SmoothingMethod, (amount: number) => string>> = {
  none: () => 'none',
  ema: (weight) => `EMA ${weight}`,
  'time-weighted-ema': (weight) => `time-weighted EMA ${weight}`,
  gaussian: (deviation) => `Gaussian ${deviation}`,
  'running-average': (window) => `running average of ${window}`,
}

/** As a heading or a table says it: "EMA 0.9". */
export const smoothingWords = ({ method, amount }: Smoothing): string => describe[method](amount)

/** Below a plot. */
export const smoothedNote = (words: string): string => `smoothed: ${words}`

/** For captions; null for a figure whose lines are as measured. */
export function smoothingSentence(source: FigureSource): string | null {
  if (source.kind !== 'panel' || source.panel.kind !== 'line' || !isSmoothing(source.settings.smoothing)) return null
  return `Lines are smoothed (${smoothingWords(source.settings.smoothing)}).`
}

/** A figure's caption, which names the smoothing of its lines unless it does so already. */
export function withSmoothing(caption: string, source: FigureSource): string {
  const sentence = smoothingSentence(source)
  if (sentence === null || caption.includes(sentence)) return caption
  return caption === '' ? sentence : `${caption} ${sentence}`
}

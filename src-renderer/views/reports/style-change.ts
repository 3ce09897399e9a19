import type { FigureStyle } from '@contract/figure'

/** Of some of a style's entries; what is undefined says nothing. */
export type StyleChange = { readonly [Key in keyof FigureStyle]?: FigureStyle[Key] | undefined }

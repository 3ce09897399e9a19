/** Named styles: those that come with Plateau, and the person's own. */
import { PlateauError } from '../../contract/errors'
import type { FigureStyle, NamedStyle } from '../../contract/figure'

export type StyleService = {
  list(): NamedStyle[]
  save(name: string, style: FigureStyle): NamedStyle
  remove(id: string): void
}

export function createStyleService(): StyleService {
  const missing = () => {
    throw new PlateauError('internal', 'Not built yet.')
  }
  return { list: missing, save: missing, remove: missing }
}

/** Named styles: those that come with Plateau, and the person's own. */
import { randomBytes } from 'node:crypto'
import { PlateauError } from '../../contract/errors'
import { builtInStyles, figureStyleSchema, type FigureStyle, type NamedStyle } from '../../contract/figure'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { log } from '../log'

export type StyleService = {
  /** Names of those that cannot be read. */
  unreadable(): string[]
  /** Built-in ones first, then by name. */
  list(): NamedStyle[]
  /** Makes a style, or saves the one of that name anew. @throws PlateauError `name-taken` for the name of a built-in one. */
  save(name: string, style: FigureStyle): NamedStyle
  /** One that is gone already is no error. @throws PlateauError `invalid-input` for a built-in one. */
  remove(id: string): void
}

export function createStyleService(store: Store, events: EventBus): StyleService {
  return {
    unreadable: () =>
      store.figureStyles
        .list()
        .flatMap(({ name, style }) => (figureStyleSchema.safeParse(style).success ? [] : [name])),
    list: () => [
      ...builtInStyles,
      // One that another version saved and this one does not understand stays stored, unseen.
      ...store.figureStyles.list().flatMap(({ id, name, style }): NamedStyle[] => {
        const parsed = figureStyleSchema.safeParse(style)
        if (parsed.success) return [{ id, name, style: parsed.data, isBuiltIn: false }]
        log.error(`The style ${name} could not be read; it is left out`, parsed.error)
        return []
      }),
    ],
    save(name, style) {
      if (builtInStyles.some((one) => one.name === name || one.id === name))
        throw new PlateauError(
          'name-taken',
          `${name} is a built-in style and cannot be changed. Choose another name.`,
          {
            field: 'name',
          },
        )
      const id = store.figureStyles.save(randomBytes(6).toString('hex'), name, style, new Date().toISOString())
      events.publish('styles-changed', {})
      return { id, name, style, isBuiltIn: false }
    },
    remove(id) {
      const builtIn = builtInStyles.find((one) => one.id === id)
      if (builtIn) throw new PlateauError('invalid-input', `${builtIn.name} is a built-in style and cannot be removed.`)
      if (store.figureStyles.remove(id)) events.publish('styles-changed', {})
    },
  }
}

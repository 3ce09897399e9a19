/** Named styles of figures, live: the same that the command line has. */
import { builtInStyles, type FigureStyle, type NamedStyle } from '@contract/figure'
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'

export class FigureStylesState {
  readonly #client: Client
  #list = $state.raw<readonly NamedStyle[]>(builtInStyles)
  #error = $state.raw<WireError | null>(null)

  constructor(client: Client) {
    this.#client = client
    client.onEvent(({ event }) => {
      if (event === 'styles-changed') void this.load()
    })
  }

  /** Those that come with Plateau first. */
  get list(): readonly NamedStyle[] {
    return this.#list
  }
  get error(): WireError | null {
    return this.#error
  }
  get(id: string | null): NamedStyle | null {
    return this.#list.find((style) => style.id === id) ?? null
  }

  async load(): Promise<void> {
    try {
      const { styles } = await this.#client.request('styles.list', {})
      this.#list = [...styles].sort((left, right) => Number(right.isBuiltIn) - Number(left.isBuiltIn))
      this.#error = null
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Makes a style, or saves the one of that name anew. @throws PlateauError `name-taken` for a built-in one's. */
  async save(name: string, style: FigureStyle): Promise<NamedStyle> {
    const saved = await this.#client.request('styles.save', { name, style })
    await this.load()
    return saved
  }

  /** @throws PlateauError */
  async remove(id: string): Promise<void> {
    await this.#client.request('styles.remove', { id })
    await this.load()
  }
}

/** Whether two styles draw the same. */
export const isSameStyle = (left: FigureStyle, right: FigureStyle): boolean => keyOf(left) === keyOf(right)
const keyOf = ({ size, ...style }: FigureStyle): string =>
  JSON.stringify([size.width, size.height, size.unit, ...Object.entries(style).sort(([a], [b]) => (a < b ? -1 : 1))])

/** Shapes of Lucide's icons: made once for each icon, and copied for each place that shows it. */

/** As the library's icons hand it to their component. */
export type LucideIconData = {
  readonly name: string
  readonly node: readonly (readonly [tag: string, attributes: Readonly<Record<string, string>>])[]
}

/** By name: the library makes the data of an icon anew for each place. */
const made = new Map<string, DocumentFragment>()

/** A copy of an icon's shapes, to be put into an `svg` of 24 by 24. */
export function shapesOf({ name, node }: LucideIconData): Node {
  let shapes = made.get(name)
  if (shapes === undefined) {
    shapes = document.createDocumentFragment()
    for (const [tag, attributes] of node) {
      const shape = document.createElementNS('http://www.w3.org/2000/svg', tag)
      for (const [attribute, value] of Object.entries(attributes)) shape.setAttribute(attribute, value)
      shapes.append(shape)
    }
    made.set(name, shapes)
  }
  return shapes.cloneNode(true)
}

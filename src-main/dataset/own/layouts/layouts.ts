/** Every way in which a folder can be laid out; the first that fits is taken. */
import { classesLayout } from './classes'
import { imagesLayout } from './images'
import { pairsLayout } from './pairs'
import { readContents, type Layout, type Listing } from './layout'

const layouts: readonly Layout[] = [pairsLayout, classesLayout, imagesLayout]

/** Looks through a folder, and says how it is laid out. @throws PlateauError `invalid-input` */
export function listFolder(folder: string): Listing & { readonly layout: Layout['kind'] } {
  const contents = readContents(folder)
  const layout = layouts.find((one) => one.fits(contents)) ?? imagesLayout
  return { ...layout.list(folder, contents), layout: layout.kind }
}

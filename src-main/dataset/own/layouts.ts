/** Every way in which pictures can be laid out; the first that fits is taken. */
import type { DataOptions } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { collect } from '../../recipes/registry/collect'
import { readPlace, type Layout, type Listing } from './layout'

const files = import.meta.glob<Layout>('./layouts/*.ts', { import: 'default', eager: true })
const layouts = collect(files, ({ kind }) => kind)

type Listed = Listing & {
  readonly layout: Layout['kind']
  /** The folder that names of files are below. */
  readonly root: string
}

/** Looks through what was given, and says how it is laid out. @throws PlateauError `invalid-input` */
export async function listPlace(path: string, options: DataOptions): Promise<Listed> {
  const place = readPlace(path)
  const layout = layouts.find((one) => one.fits(place))
  if (layout === undefined) {
    const taken = layouts.flatMap(({ file }) => file ?? []).join(', ')
    throw new PlateauError('invalid-input', `${path} is none of these: a folder, ${taken}.`, { field: 'folder' })
  }
  return { ...(await layout.list(place, options)), layout: layout.kind, root: place.root }
}

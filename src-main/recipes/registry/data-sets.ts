/** Every source of images that runs train on, as the files of `data-sets/` define them. */
import type { DataSourceKind, DataSourceRecipe } from '../data-source'
import { collect } from './collect'

const files = import.meta.glob<DataSourceRecipe>('../data-sets/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const dataSources = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<DataSourceKind, DataSourceRecipe>
>

const [first] = inOrder
if (first === undefined) throw new TypeError('There is no source of images.')
/** What a run trains on that does not say: what every run had before there was a choice. */
export const usualDataSource: DataSourceKind = first.kind

export const dataSourceKinds: readonly DataSourceKind[] = inOrder.map(({ kind }) => kind)

export const isDataSourceKind = (value: unknown): value is DataSourceKind =>
  typeof value === 'string' && Object.hasOwn(dataSources, value)

/** Built-in architectures beyond the report's, as the files of `architectures/` define them. */
import type { ArchitectureRecipe } from '../architecture'
import { collect } from './collect'

const files = import.meta.glob<ArchitectureRecipe>('../architectures/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

const byKind: ReadonlyMap<string, ArchitectureRecipe> = new Map(inOrder.map((recipe) => [recipe.kind, recipe]))
export const presetArchitectures: readonly string[] = [...byKind.keys()]
/** Null for the report's, and for what is no built-in architecture. */
export const presetArchitecture = (kind: string): ArchitectureRecipe | null => byKind.get(kind) ?? null

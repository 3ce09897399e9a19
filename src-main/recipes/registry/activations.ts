/** Every activation of a network, as the files of `activations/` define them. */
import type { ActivationKind, ActivationRecipe } from '../activation'
import { collect } from './collect'

const files = import.meta.glob<ActivationRecipe>('../activations/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const activations = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<ActivationKind, ActivationRecipe>
>
export const activationKinds: readonly ActivationKind[] = inOrder.map(({ kind }) => kind)

const [first] = activationKinds
if (first === undefined) throw new TypeError('There is no activation.')
/** Of layers where a config does not say. */
export const usualActivation: ActivationKind = first

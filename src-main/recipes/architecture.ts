/** What a built-in architecture beyond the report's is made of. Each stands in a file of its own in `architectures/`; the registry finds it there. */
import { sizeOfShape } from './data-source'
import type { LayerSpec, Shape } from './layer'

/** Of one image, and of what a network gives for it. */
export type ArchitectureShapes = { readonly input: Shape; readonly target: Shape }

export type ArchitectureRecipe = {
  readonly kind: string
  /** Its place behind the report's, wherever architectures are listed: 1 is the first. */
  readonly place: number
  /** As people write it. */
  readonly name: string
  /** One sentence. */
  readonly help: string
  /** Its layers, which a run keeps: what is changed here changes no run that was made before. */
  layers(shapes: ArchitectureShapes): readonly LayerSpec[]
}

export const defineArchitecture = (recipe: ArchitectureRecipe): ArchitectureRecipe => recipe

/** A convolution with padding `same`. */
export const convolution = (filters: number, kernelSize: number, stride = 1): LayerSpec =>
  stride === 1 ? { kind: 'convolution', filters, kernelSize } : { kind: 'convolution', filters, kernelSize, stride }

/** Of classes a target is a single pixel. */
export const isOfClasses = ({ target }: ArchitectureShapes): boolean => sizeOfShape(target.slice(0, 2)) === 1

/** From images to as many numbers as a target has: each sees all of them, or for classes the mean of each channel. */
export const denseEnd = (shapes: ArchitectureShapes): readonly LayerSpec[] => [
  isOfClasses(shapes) ? { kind: 'global-average-pooling' } : { kind: 'flatten' },
  { kind: 'dense', units: sizeOfShape(shapes.target) },
]

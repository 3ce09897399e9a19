/** Layers in the words of the editor. */
import { fieldsOf } from '@panels/architecture/layer-fields'
import type { LayerMistake } from '@recipes/infer-layers'
import type { LayerSpec } from '@recipes/layer'

export const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

/** What is wrong, with a setting called as its field is. */
export function mistakeWords({ message }: LayerMistake, layer: LayerSpec | null): string {
  const field = layer === null ? undefined : fieldsOf(layer).find(({ key }) => message.startsWith(`${key} `))
  return field === undefined ? message : `${field.label}${message.slice(field.key.length)}`
}

/** What the button of a mistake says: its fix, with a setting called as its field is. */
export function mendWords({ mend, fix }: LayerMistake, layer: LayerSpec | null): string {
  const words = fix.replace(/\.$/, '')
  if (mend === null || layer === null || !('set' in mend)) return words
  const [entry, ...others] = Object.entries(mend.set)
  const field = fieldsOf(layer).find(({ key }) => key === entry?.[0])
  if (entry === undefined || others.length > 0 || field === undefined) return words
  return `Set ${field.label.toLowerCase()} to ${[entry[1]].flat().join(' × ')}`
}

/** What is said of mathematics in a label that is not known here. */
import { unknownCommands } from '@charts/rich-text'

/** "\hat and \vec are not known here; they stand as typed"; empty where everything is known. */
export function unknownWords(text: string): string {
  // What a legend's template fills in is no mathematics.
  const commands = unknownCommands(text.replaceAll(/\$\{[^}]*\}/g, ''))
  const last = commands.at(-1)
  if (last === undefined) return ''
  if (commands.length === 1) return `${last} is not known here; it stands as typed`
  return `${commands.slice(0, -1).join(', ')} and ${last} are not known here; they stand as typed`
}

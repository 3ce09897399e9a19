/** What is said of mathematics in a label that is not known here. */
import { unknownCommands } from '@charts/mathematics'

/** "\oint and \iint are not supported; their formulas are shown as typed"; empty where everything is known. */
export function unknownWords(text: string): string {
  const commands = unknownCommands(text)
  const last = commands.at(-1)
  if (last === undefined) return ''
  if (commands.length === 1) return `${last} is not supported; the formula is shown as typed`
  return `${commands.slice(0, -1).join(', ')} and ${last} are not supported; their formulas are shown as typed`
}

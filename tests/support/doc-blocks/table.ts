/** Tables of Markdown. The formatter lays them out; only what a cell may hold is looked after here. */

/** Text within a cell: a bar would end it, a line break the row. */
const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/g, ' ')

/** @param rows each as long as `headers`. @throws RangeError where one is not */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const wrong = rows.find((row) => row.length !== headers.length)
  if (wrong !== undefined)
    throw new RangeError(`A row has ${wrong.length} cells under ${headers.length} headers: ${wrong.join(', ')}`)
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n')
}

export const code = (text: string): string => `\`${text}\``
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ')

/** As a sentence begins. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

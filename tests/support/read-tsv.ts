/** Reads tab-separated text as spreadsheets do: cells in quotation marks may hold anything, those in them doubled. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  for (;;) {
    let cell = ''
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (at >= text.length) throw new Error('A quotation mark is not closed')
        if (text[at] === '"') at += 1
        cell += text[at] ?? ''
      }
      at += 1
    } else while (at < text.length && text[at] !== '\t' && text[at] !== '\n') cell += text[at++] ?? ''
    rows.at(-1)?.push(cell)
    if (at >= text.length) return rows
    if (text[at] === '\n') rows.push([])
    at += 1
  }
}

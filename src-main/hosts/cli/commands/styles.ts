/** `plateau styles`: how figures can look. */
import type { NamedStyle } from '@contract/figure'
import { formatTable } from '../../format'
import { withCore, type JsonOption, type Session } from '../session'

export async function listStyles(session: Session, { json = false }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    const { styles } = await client.request('styles.list', {})
    if (json) session.terminal.printDocument({ styles })
    else
      session.terminal.print(
        formatTable<NamedStyle>(
          [
            { header: 'style', text: ({ id, isBuiltIn, name }) => (isBuiltIn ? id : name) },
            { header: 'size', text: ({ style: { size } }) => `${size.width} x ${size.height} ${size.unit}` },
            { header: 'font', text: ({ style }) => `${style.font}, ${style.fontSize} pt` },
            { header: 'lines', text: ({ style }) => `${style.lineWidth} pt` },
            { header: 'palette', text: ({ style }) => style.palette },
            { header: 'legend', text: ({ style }) => style.legend },
          ],
          styles,
        ),
      )
    return 0
  })
}

/** Names of exported files, as a window proposes them and a host keeps them. */

/** What no file system that Plateau meets takes in a name, and what would name another folder. */
const forbidden = /[\p{Cc}<>:"/\\|?*]/gu

/** A proposed name as a plain one: no folders, nothing hidden, nothing that a file system or a header refuses. */
export function plainFileName(proposed: string): string {
  const plain = proposed.replaceAll(forbidden, '-').replace(/^\.+/, '').trim()
  return plain === '' ? 'export' : plain
}

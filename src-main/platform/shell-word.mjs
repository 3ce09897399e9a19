/**
 * Text as one word of a POSIX shell, for commands that people copy.
 * @param {string} text
 */
export const shellWord = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** A command as it is written, split into words as a POSIX shell would: with quotes and backslashes, and with nothing else of a shell. */

/** Where values go: a word of its own, once. */
export const parametersToken = '{parameters}'

export type CommandWord = { readonly text: string; /** It is the place of the parameters. */ readonly isPlace: boolean }

export type CommandReading =
  | { readonly ok: true; readonly words: readonly CommandWord[] }
  | { readonly ok: false; readonly message: string }

const operators = new Set(['|', '||', '&', '&&', ';', '<', '<<', '>', '>>', '2>', '2>>', '2>&1', '&>', '(', ')'])
const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=/

/** One pass over the text. */
function split(text: string): { text: string; isQuoted: boolean }[] | string {
  const words: { text: string; isQuoted: boolean }[] = []
  let isWithin = false
  const add = (piece: string, isQuoted: boolean) => {
    const word = isWithin ? words.at(-1) : undefined
    if (word === undefined) words.push({ text: piece, isQuoted })
    else {
      word.text += piece
      word.isQuoted ||= isQuoted
    }
    isWithin = true
  }
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (/\s/.test(character)) isWithin = false
    else if (character === "'") {
      const end = text.indexOf("'", at + 1)
      if (end === -1) return "A ' is not closed."
      add(text.slice(at + 1, end), true)
      at = end
    } else if (character === '"') {
      let end = at + 1
      let inner = ''
      while (end < text.length && text.charAt(end) !== '"') {
        // Within double quotes a backslash takes away the meaning of these alone.
        if (text.charAt(end) === '\\' && '"\\$`'.includes(text.charAt(end + 1)) && end + 1 < text.length) end += 1
        inner += text.charAt(end)
        end += 1
      }
      if (end >= text.length) return 'A " is not closed.'
      add(inner, true)
      at = end
    } else if (character === '\\') {
      if (at + 1 >= text.length) return 'It ends with a backslash that nothing follows.'
      add(text.charAt(at + 1), true)
      at += 1
    } else add(character, false)
  }
  return words
}

/** Words of a list, written and quoted as those of a command. Never throws. */
export function readWords(
  text: string,
): { readonly ok: true; readonly words: readonly string[] } | { readonly ok: false; readonly message: string } {
  const words = split(text)
  return typeof words === 'string'
    ? { ok: false, message: words }
    : { ok: true, words: words.map(({ text: word }) => word) }
}

/** Reads a command, or says in one sentence what stands in its way. Never throws. */
export function readCommand(text: string): CommandReading {
  const refuse = (message: string): CommandReading => ({ ok: false, message })
  const words = split(text)
  if (typeof words === 'string') return refuse(words)
  const [first] = words
  if (first === undefined) return refuse('Write a command, such as python train.py {parameters}.')
  for (const { text: word, isQuoted } of words)
    if (!isQuoted && operators.has(word))
      return refuse(`${word} is for a shell, and Plateau uses none. Put the line into a script and start that.`)
  const [, variable] = (first.isQuoted ? null : assignment.exec(first.text)) ?? []
  if (variable !== undefined)
    return refuse(`Set ${variable} among the environment variables; the command begins with the program itself.`)
  const isPlace = (word: { text: string; isQuoted: boolean }) => !word.isQuoted && word.text === parametersToken
  const others = words.filter((word) => !isPlace(word))
  if (others.some((word) => word.text.includes(parametersToken)))
    return refuse(`${parametersToken} must be a word of its own, without quotes.`)
  const places = words.length - others.length
  if (places > 1) return refuse(`${parametersToken} may stand only once.`)
  if (isPlace(first)) return refuse('The program itself has to stand before {parameters}.')
  return { ok: true, words: words.map((word) => ({ text: word.text, isPlace: isPlace(word) })) }
}

/** A word that a shell would take as it is. */
const plainWord = /^[\w@%+=:,./-]+$/

/** Words as a person could type them into a POSIX shell, for showing and copying. */
export const quoteCommand = (words: readonly string[]): string =>
  words.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ')

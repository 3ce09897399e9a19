/** Lists of series keys as they are typed: `train/loss,val_mse`. */

/**
 * Splits at commas and takes the spaces around each part away. A backslash makes the character behind it a part of the key, as keys may
 * have commas, spaces at their ends and backslashes themselves.
 */
export function splitKeys(text: string): string[] {
  const parts = ['']
  // Spaces that were typed as such at the end of the last part: they go when it ends.
  let loose = 0
  const end = () => {
    const last = parts.length - 1
    parts[last] = (parts[last] ?? '').slice(0, (parts[last] ?? '').length - loose)
    loose = 0
  }
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    const last = parts.length - 1
    if (character === ',') {
      end()
      parts.push('')
    } else if (character === '\\' && index + 1 < text.length) {
      parts[last] = (parts[last] ?? '') + (text[(index += 1)] ?? '')
      loose = 0
    } else if (/\s/.test(character)) {
      if (parts[last] === '') continue
      parts[last] = (parts[last] ?? '') + character
      loose += 1
    } else {
      parts[last] = (parts[last] ?? '') + character
      loose = 0
    }
  }
  end()
  return parts
}

/** Names of architectures: built-in ones by a word, own ones by whatever somebody calls them. */
import { z } from 'zod'

/** What no name may have: it would end a line, or turn the text around it. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** In any script, kept in NFC. A comma would part it in two on the command line. */
export const architectureName = z
  .string()
  .max(60)
  .overwrite((text) => text.normalize('NFC').trim())
  .superRefine((text, context) => {
    const say = (message: string) => context.addIssue({ code: 'custom', message })
    if (text === '') say('must not be empty')
    else if (unseen.test(text)) say('must not have characters that are not seen')
    else if (text.includes(',')) say('must not have a comma')
  })

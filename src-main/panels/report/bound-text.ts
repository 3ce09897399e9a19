/** Text with its bindings filled in. */
import { splitBindings } from './bindings'
import { evaluateBinding, type BindingContext } from './binding-values'

/** Characters that Markdown would take for marks. An underscore inside a word, as in val_mse, is none. */
const escapeMarkdown = (text: string): string =>
  text.replaceAll(/[\\`*[\]<>#|~$&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (mark) => `\\${mark}`)

export type BoundText = {
  readonly markdown: string
  readonly bindings: readonly { readonly expression: string; readonly text: string; readonly error: string | null }[]
}

/** Fills in a Markdown text. A binding without a value leaves its reason where it stands, in brackets: never a blank. */
export function bindMarkdown(text: string, context: BindingContext): BoundText {
  const bindings: { expression: string; text: string; error: string | null }[] = []
  const markdown = splitBindings(text)
    .map((segment) => {
      if (segment.kind === 'text') return segment.text
      const value = evaluateBinding(segment.expression, context)
      bindings.push({ expression: segment.expression, ...value })
      return escapeMarkdown(value.error === null ? value.text : missing(value.error))
    })
    .join('')
  return { markdown, bindings }
}

/** Fills in a plain text, such as a caption. @param escape of what is filled in, where signs of the text mean something */
export function bindPlain(text: string, context: BindingContext, escape = (value: string): string => value): string {
  return splitBindings(text)
    .map((segment) => {
      if (segment.kind === 'text') return segment.text
      const { text: value, error } = evaluateBinding(segment.expression, context)
      return escape(error === null ? value : missing(error))
    })
    .join('')
}

const missing = (reason: string): string => `(no value: ${reason.replace(/\.$/, '')})`

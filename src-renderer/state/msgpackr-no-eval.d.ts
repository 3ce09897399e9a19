/** The entry without `new Function`, which the content security policy forbids; the package has no types of its own for it. */
declare module 'msgpackr/index-no-eval' {
  export { addExtension, Packr, Unpackr } from 'msgpackr'
}

// the YAML reader recurses, and near the end of the stack V8 may abort the whole process instead of throwing;
// the deepest manifests (schemas in custom resource definitions) nest some sixty levels
const deepestFlow = 300
const deepestBlock = 300
// `- - - ` and `? ? ? ` on one line: for each of these the reader begins anew
const deepestIndicators = 100

const openers = new Set(['[', '{'].map((character) => character.charCodeAt(0)))
const closers = new Set([']', '}'].map((character) => character.charCodeAt(0)))
const indenters = new Set([' ', '-', '?'].map((character) => character.charCodeAt(0)))
const newline = '\n'.charCodeAt(0)
const space = ' '.charCodeAt(0)

/**
 * Whether a text may be nested too deeply to be parsed: by its brackets, wherever they are, or by the width of the
 * indentation of a line. One pass, without parsing; it may refuse a text that is only very strange.
 */
export function isTooDeep(text: string): boolean {
  let flow = 0
  let block = 0
  let indenting = true
  let indicators = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === newline) {
      indenting = true
      block = 0
      indicators = 0
    } else if (indenting && indenters.has(code)) {
      block++
      if (code !== space && text.charCodeAt(index + 1) === space && ++indicators > deepestIndicators)
        return true
    } else {
      // blank ends of lines do not count, so the width is judged where something follows
      if (indenting && block > deepestBlock) return true
      indenting = false
      if (openers.has(code)) flow++
      else if (closers.has(code) && flow > 0) flow--
      if (flow > deepestFlow) return true
    }
  }
  return false
}

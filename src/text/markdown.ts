import { printable } from './printable.ts'

/** Text for Markdown, in a table as well: nothing in it is read as markup, HTML, a mention or a link. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~>]/g, (character) => `\\${character}`)
    .replaceAll('@', '&#64;')
    .replaceAll(/\b(https?|ftp|www)(?=[:.])/gi, '$1&#8203;')
}

/** Text as code in Markdown, in a table as well. */
export function markdownCode(text: string): string {
  const safe = printable(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${safe}${fence}` : `${fence} ${safe} ${fence}`
}

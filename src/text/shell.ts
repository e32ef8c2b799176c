/** Commands that are printed for people to paste: each word is quoted here, and nowhere else. */

/** A word quoted for a POSIX shell where it needs quotes: names come from files and clusters. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-][\w@%+=:,./#-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Words as a shell takes them. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}

/** A kubectl command. In: its words, without quotes. */
export function kubectl(...words: readonly string[]): string {
  return shellLine(['kubectl', ...words])
}

/** The words that name the namespace of an object; none for an object without one. */
export function inNamespace(namespace: string | undefined): string[] {
  return namespace === undefined ? [] : ['-n', namespace]
}

// letters first, nothing that YAML 1.1 reads as something else than a string
const plainSafe = /^[A-Za-z][\w./-]*$/
const reserved = /^(y|n|yes|no|on|off|true|false|null)$/i

/** Writes a value as YAML in one line, in the style of another one; quotes are added only where YAML needs them. */
export function yamlScalar(value: string | number | boolean, like = ''): string {
  if (typeof value !== 'string') return String(value)
  if (like.startsWith('"')) return JSON.stringify(value)
  if (like.startsWith("'") && !value.includes("'") && isOneLine(value)) return `'${value}'`
  return plainSafe.test(value) && !reserved.test(value) ? value : JSON.stringify(value)
}

function isOneLine(text: string): boolean {
  return /^[\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(text) && text.trim() === text
}

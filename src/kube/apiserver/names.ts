/**
 * The grammars of names that the API server checks, each as the clause that completes "…, but it must …"; undefined
 * when the text is right. Follows kubernetes/apimachinery pkg/util/validation/validation.go; lengths are of ASCII text,
 * since nothing else passes.
 */

/** The name of an object that may hold dots: labels joined by ".". */
export function whyNotSubdomain(text: string): string | undefined {
  if (text.length > 253) return 'have at most 253 characters'
  const right = text.split('.').every((label) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label))
  return right
    ? undefined
    : 'be lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part'
}

/** A Service name up to 1.35, which is right in every version: 1.36 also allows a digit in front. */
export function whyNotServiceName(text: string): string | undefined {
  if (text.length > 63) return 'have at most 63 characters'
  return /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text)
    ? undefined
    : 'be lower-case letters, digits and "-", begin with a letter and not end in "-"'
}

/** A namespace, or the name of a Service port. */
export function whyNotDnsLabel(text: string): string | undefined {
  if (text.length > 63) return 'have at most 63 characters'
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text)
    ? undefined
    : 'be lower-case letters, digits and "-", and begin and end with a letter or digit'
}

/** The name of a container port, as a targetPort uses it. */
export function whyNotPortName(text: string): string | undefined {
  if (text.length > 15) return 'have at most 15 characters'
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text))
    return 'be lower-case letters, digits and "-", and begin and end with a letter or digit'
  if (!/[a-z]/.test(text)) return 'hold at least one letter; a number is written without quotes'
  return text.includes('--') ? 'not hold "--"' : undefined
}

export function whyNotPortNumber(port: number): string | undefined {
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? undefined : 'be a number from 1 to 65535'
}

/** A label or annotation key, with its optional prefix. */
export function whyNotQualifiedName(text: string): string | undefined {
  const parts = text.split('/')
  const [name = ''] = parts.slice(-1)
  if (parts.length > 2) return 'have at most one "/"'
  if (parts.length === 2 && whyNotSubdomain(parts[0] ?? '') !== undefined)
    return 'have a host name in front of its "/"'
  return /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(name)
    ? undefined
    : 'be at most 63 letters, digits, "-", "_" and ".", and begin and end with a letter or digit'
}

export function whyNotLabelValue(text: string): string | undefined {
  return /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(text)
    ? undefined
    : 'be at most 63 letters, digits, "-", "_" and ".", and begin and end with a letter or digit'
}

import type { BareFinding, Finding } from './finding.ts'

/**
 * What a finding is, in words that outlive moved lines, renamed files and other wording: its rule, its object, its field, and a number
 * where one object has several alike, as in `target-port-undeclared Service/shop/web .spec.ports[0].targetPort #2`.
 * In: all findings of a run. Out: the same, each with a text that no other has.
 */
export function withFingerprints(findings: readonly BareFinding[]): Finding[] {
  const seen = new Map<string, number>()
  const numbered = new Map<BareFinding, string>()
  // alike ones are told apart by their words: the order of documents decides nothing
  for (const finding of findings.toSorted((a, b) =>
    a.message < b.message ? -1 : a.message > b.message ? 1 : 0,
  )) {
    const { rule, resource, path } = finding
    const object = [resource.kind, resource.namespace, resource.name].filter((part) => part !== undefined)
    const text = `${rule} ${object.join('/')}${path === '' ? '' : ` ${path}`}`
    const number = (seen.get(text) ?? 0) + 1
    seen.set(text, number)
    numbered.set(finding, number === 1 ? text : `${text} #${number}`)
  }
  return findings.map((finding) => ({ ...finding, fingerprint: numbered.get(finding) ?? '' }))
}

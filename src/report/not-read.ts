import { kinds } from '../world/kinds.ts'
import { decides, type NotRead, type Unread } from '../world/coverage.ts'
import { joinList } from '../text/wording.ts'
import { printable } from '../text/printable.ts'
import type { Screen } from './options.ts'
import { wrap } from './wrap.ts'

/** What a World lacks that was asked for: lists, and documents or objects. */
export interface Gaps {
  readonly notRead: readonly NotRead[]
  readonly unread: readonly Unread[]
}

/** The property `unread` of every machine interface: documents and objects first, then lists. Each conforms to the schemas' `unread`. */
export function unreadJson({ unread, notRead }: Gaps): object[] {
  return [
    ...unread.map(({ because, location, file, label, hint }) => ({
      state: 'unread',
      file: location?.file ?? file,
      label,
      location,
      because,
      hint,
    })),
    ...notRead.map(({ kind, namespace, state, because, right }) => ({
      state,
      kind,
      namespace,
      because,
      right,
    })),
  ]
}

/** The same property for interfaces that leave it out where everything was read. */
export function unreadProperty(gaps: Gaps): { readonly unread?: object[] } {
  const unread = unreadJson(gaps)
  return unread.length === 0 ? {} : { unread }
}

/** All gaps below a result: one line each, as `list pods in namespace shop: user "ada" may not …`. Empty where there is none. */
export function gapsText(gaps: Gaps, screen: Screen): string {
  const documents = gaps.unread.map((item) => `${placeOf(item)}: ${item.because}`)
  const lines = [...documents, ...notReadLines(gaps.notRead)]
  if (lines.length === 0) return ''
  const { palette, width } = screen
  const shown = lines.map((line) => `  ${wrap(printable(line), width - 4, 4)}\n`)
  const meaning =
    documents.length > 0 || gaps.notRead.some(decides)
      ? 'so what rests on it is not decided'
      : 'so that reasons may be missing'
  return `${palette.warning('not read')}, ${meaning}\n${shown.join('')}`
}

/** Lists that are not whole, a line for each kind: what had to be allowed or served, and why it was not. */
export function notReadLines(notRead: readonly NotRead[]): string[] {
  const byRequest = groupBy(notRead, ({ kind, state }) => `${kind ?? ''} ${state}`)
  const byReason = groupBy(byRequest, ([first]) => first?.because ?? '')
  return byReason.map((groups) => {
    const resources = groups.map(([first]) => resourceOf(first))
    const namespaces = new Set(groups.flat().flatMap(({ namespace }) => namespace ?? []))
    return `list ${joinList(resources)}${placesOf([...namespaces])}: ${groups[0]?.[0]?.because ?? ''}`
  })
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
}

/** `pods`, `httproutes.gateway.networking.k8s.io`, as `kubectl auth can-i list` takes it. */
function resourceOf(item: NotRead | undefined): string {
  if (item?.kind === undefined) return 'objects'
  const { resource, group } = kinds[item.kind]
  return group === '' ? resource : `${resource}.${group}`
}

function placesOf(namespaces: readonly string[]): string {
  if (namespaces.length === 0) return ''
  return ` in namespace${namespaces.length > 1 ? 's' : ''} ${joinList(namespaces)}`
}

function placeOf({ location, file, label }: Unread): string {
  return location === undefined
    ? (file ?? label ?? 'an input')
    : `${location.file}:${location.line}:${location.column}`
}

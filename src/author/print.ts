import { Document, isMap, isNode, isScalar, isSeq, Scalar, visit, type Node } from 'yaml'
import { escapedForYaml, needsEscapes } from '../text/printable.ts'
import type { Manifest } from '../world/types/manifest.ts'
import type { FieldPath } from '../world/place.ts'
import { lessonsFor, type Comment, type CommentLevel } from './teach.ts'

/**
 * A manifest as YAML that kubectl reads back as the same values: quotes wherever YAML 1.1 would see something else, and
 * escapes for what would control a terminal or a CI that shows it.
 * Comments are above the fields that they are about.
 */
export function manifestYaml(manifest: Manifest, comments: readonly Comment[] = []): string {
  const document = new Document(manifest, {
    version: '1.1',
    schema: 'yaml-1.1',
    aliasDuplicateObjects: false,
  })
  for (const { at, text } of comments) {
    const node = commentable(document, at)
    if (node !== undefined) node.commentBefore = wrapped(text, widest - 2 * at.length)
  }
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && needsEscapes(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE
    },
  })
  return escapedForYaml(document.toString({ lineWidth: 0, directives: false, indentSeq: true }))
}

function manifestJson(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}

const widest = 80

/** The key of a field; for the first field of a list's item the item, whose dash comes first. */
function commentable(document: Document, at: FieldPath): Node | undefined {
  const parent: unknown = document.getIn(at.slice(0, -1), true)
  if (!isMap(parent)) return undefined
  const index = parent.items.findIndex(({ key }) => isScalar(key) && key.value === at.at(-1))
  const list: unknown = at.length > 2 ? document.getIn(at.slice(0, -2), true) : undefined
  const key = parent.items[index]?.key
  if (index === 0 && isSeq(list)) return parent
  return isNode(key) ? key : undefined
}

function wrapped(text: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length > width) {
      lines.push(line)
      line = ''
    }
    line += ` ${word}`
  }
  return [...lines, line].join('\n')
}

/** Manifests as one stream of YAML documents, explained as much as is asked for. */
export function manifestsYaml(manifests: readonly Manifest[], comments: CommentLevel = 'none'): string {
  return manifests.map((manifest) => manifestYaml(manifest, lessonsFor(manifest, comments))).join('---\n')
}

/** One manifest as it is, several as a List, which kubectl takes as well. */
export function manifestsJson(manifests: readonly Manifest[]): string {
  const [first, ...others] = manifests
  if (first !== undefined && others.length === 0) return manifestJson(first)
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2)}\n`
}

/** `httproute.gateway.networking.k8s.io/web`, as `kubectl get -o name` says it. */
export function resourceName({ apiVersion, kind, metadata }: Manifest): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : ''
  return `${kind.toLowerCase()}${group}/${metadata?.name ?? ''}`
}

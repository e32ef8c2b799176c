// The examples of rules, again and again, each time for something else: in namespaces of their own, or with names of their own.
import { readText } from '../../src/sources/files/documents.ts'
import { toResource } from '../../src/world/resource.ts'

const options = { namespace: 'default', named: true }
const fieldsOfLabels = new Set(['labels', 'selector', 'matchLabels', 'podSelector'])

/**
 * So many `times`, or until there are so many `documents`. `apart`: by what the copies differ; with other `names`, all of them are in the
 * namespaces of the examples.
 */
export function copiesOf(texts, { apart, documents = Infinity, times = Infinity }) {
  const examples = texts.map((text) => readText('example.yaml', text, options).resources)
  const words = examples.map((objects) => wordsOf(objects, apart))
  const copies = []
  for (let copy = 0; copies.length < documents && copy < times; copy++) {
    const example = copy % examples.length
    for (const resource of examples[example]) copies.push(copyOf(resource, words[example], { apart, copy }))
  }
  return copies.slice(0, documents)
}

function copyOf({ manifest, namespace, origin }, words, { apart, copy }) {
  const text = JSON.stringify(manifest).replaceAll(words, (word, _part, at, whole) =>
    whole.startsWith('"kind":', at - 8) ? word : `${word}-${copy}`,
  )
  const own = namespace !== undefined && apart === 'namespaces' ? `${namespace}-${copy}` : namespace
  return toResource(JSON.parse(text), own ?? '', origin)
}

/** What a copy has of its own, wherever it is said. */
function wordsOf(objects, apart) {
  const namespaces = new Set(objects.flatMap(({ namespace }) => namespace ?? []))
  const ofCluster = objects.filter(({ namespace }) => namespace === undefined).map(({ name }) => name)
  const words =
    apart === 'namespaces'
      ? new Set([...namespaces, ...ofCluster])
      : new Set(
          [
            ...objects.map(({ name }) => name),
            ...objects.flatMap(({ manifest }) => labelsIn(manifest)),
          ].filter((word) => word !== '' && !namespaces.has(word)),
        )
  const pattern = [...words]
    .toSorted((a, b) => b.length - a.length)
    .map(escaped)
    .join('|')
  return new RegExp(`(?<=["./])(${pattern})(?=["./:])`, 'g')
}

function labelsIn(value) {
  if (Array.isArray(value)) return value.flatMap(labelsIn)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([field, child]) => [
    ...(fieldsOfLabels.has(field) && child !== null && typeof child === 'object'
      ? Object.values(child).filter((label) => typeof label === 'string')
      : []),
    ...labelsIn(child),
  ])
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

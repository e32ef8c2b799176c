import type { ScalarTag, Tags } from 'yaml'

// sigs.k8s.io/yaml resolves by YAML 1.1, but leaves base-60 numbers, timestamps, sets and the like as strings
const notKubectls = new Set(['intTime', 'floatTime', 'timestamp', 'omap', 'pairs', 'set'])
const octalWithO = {
  tag: 'tag:yaml.org,2002:int',
  default: true as const,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text: string) => Number.parseInt(text.replaceAll('_', '').replace('0o', ''), 8),
}

// what overflows stays text: `12e03456` is a commit
const floatWithExponent = {
  tag: 'tag:yaml.org,2002:float',
  default: true as const,
  test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
  resolve: (text: string) => {
    const number = Number(text.replaceAll('_', ''))
    return Number.isFinite(number) ? number : text
  },
}

// with the tag written out, an integer is a float as well
const taggedFloat = {
  tag: 'tag:yaml.org,2002:float',
  resolve: (text: string, onError: (message: string) => void) => {
    const number = Number(text.replaceAll('_', ''))
    if (text !== '' && Number.isFinite(number)) return number
    onError(`"${text}" is not a number`)
    return text
  },
}

// what JSON gets of binary data is the text in it
const binaryText = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (text: string, onError: (message: string) => void) => {
    const packed = text.replaceAll(/[\r\n]/g, '')
    if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(packed))
      return Buffer.from(packed, 'base64').toString('utf8')
    onError('it is not base64')
    return text
  },
}

/** The tags of YAML 1.1 as Go's reader resolves them. Follows resolve.go of go.yaml.in/yaml/v2. */
export function goTags(tags: Tags): Tags {
  const kept = tags.filter((tag) => !notKubectls.has(nameOfTag(tag)))
  return [taggedFloat, binaryText, ...[octalWithO, floatWithExponent, ...kept].map(exactAtTheEnds)]
}

const firstBeyond = 2 ** 63
// the numbers next to the ends of 64 bits that we can tell from what lies beyond
const lastWithin = 2 ** 63 - 1024

/** The largest and the least integer of 64 bits, which we would round to the first one beyond. */
function exactAtTheEnds(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || nameOfTag(tag) !== 'int' || !('resolve' in tag)) return tag
  const integer = tag as ScalarTag
  return {
    ...integer,
    resolve: (text, onError, options) => {
      const number = integer.resolve(text, onError, options)
      if (typeof number !== 'number' || Math.abs(number) !== firstBeyond) return number
      const exact = exactly(text)
      if (exact >= -(2n ** 63n) && exact < 2n ** 63n) return number < 0 ? -lastWithin : lastWithin
      return number
    },
  } as ScalarTag
}

function exactly(text: string): bigint {
  const plain = text.replaceAll('_', '').replace(/^[-+]/, '')
  const digits = BigInt(/^0[0-7]+$/.test(plain) ? `0o${plain}` : plain)
  return text.startsWith('-') ? -digits : digits
}

function nameOfTag(tag: Tags[number]): string {
  if (typeof tag === 'string') return tag
  const { identify: _identify, ...rest } = tag as { identify?: unknown; tag: string; format?: string }
  if (rest.format === 'TIME') return rest.tag.endsWith('int') ? 'intTime' : 'floatTime'
  return rest.tag.slice(rest.tag.lastIndexOf(':') + 1)
}

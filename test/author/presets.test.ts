import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { applyPresets } from '../../src/author/apply-presets.ts'
import { choosePreset } from '../../src/author/choose-presets.ts'
import { describePreset, nameOf, neededBy, plainIntent } from '../../src/author/describe-preset.ts'
import type { Intent } from '../../src/author/intent.ts'
import { newService } from '../../src/author/new-service.ts'
import { presets } from '../../src/author/presets/index.ts'
import type { Preset } from '../../src/author/presets/preset.ts'
import { manifestYaml } from '../../src/author/print.ts'
import { checkService } from '../../src/validate/check.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { partial, worldOfYaml } from '../world-of.ts'

const update = process.env['UPDATE'] === '1'
const folder = join(import.meta.dirname, 'presets')

/** Every way to ask for a preset: alone, and with each option. */
const asked = (preset: Preset): string[] => [
  ...(preset.sets.length > 0 ? [preset.id] : []),
  ...preset.options.map((option) => nameOf(preset, neededBy(preset, option))),
]
const everyWay = presets.flatMap((preset) =>
  preset.types.flatMap((type) => asked(preset).map((text) => ({ preset, type, text }))),
)

function apply(intent: Intent, ...texts: string[]) {
  return applyPresets(
    intent,
    texts.map((text) => choosePreset(text, presets)),
    intent.selector?.['app'] === 'mine',
  )
}

const web = (type: Intent['type'], more: Partial<Intent> = {}): Intent => ({
  type,
  name: 'web',
  selector: { app: 'web' },
  ports: [{ port: 80 }],
  ...more,
})

describe('the data', () => {
  test('has every preset once, with a name that can be typed', () => {
    const ids = presets.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  test.each(presets.map((preset) => [preset.id, preset] as const))('%s', (_, preset) => {
    const names = preset.options.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, needs = [], sets } of preset.options) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(names).toEqual(expect.arrayContaining([...needs]))
      expect(sets.length).toBeGreaterThan(0)
    }
    expect(preset.sets.length + preset.options.length).toBeGreaterThan(0)
    const { health, metrics } = preset.server ?? {}
    const grounds = [...preset.sets, ...preset.options.flatMap(({ sets }) => sets)]
    for (const { source } of [...grounds, ...[health ?? [], metrics ?? []].flat()])
      expect(source).toMatch(/^https:\/\/[a-z0-9.-]+\/\S+$/)
    for (const { because } of grounds) expect(because).toMatch(/[^.]$/)
  })
})

test.each(everyWay.map((way) => [`${way.type} --preset ${way.text}`, way] as const))(
  '%s: accepted without a warning, and nothing found',
  (_, { preset, type, text }) => {
    const yaml = manifestYaml(newService(apply(plainIntent(preset, type), text).intent))
    const { errors, warnings } = checkService(yaml, { serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'] })
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] })
    const { findings } = lint(worldOfYaml(yaml, [partial]), rules)
    expect(findings.filter(({ verdict }) => verdict === 'broken')).toEqual([])
  },
)

describe('what each preset prints', () => {
  test.each(presets.map((preset) => [preset.id, preset] as const))('%s', (id, preset) => {
    const text = describePreset(preset)
      .map(
        ({ asked: words, after }) =>
          `# svc new ${preset.types[0]} web --preset ${words}\n${manifestYaml(after)}`,
      )
      .join('---\n')
    const file = join(folder, `${id}.yaml`)
    if (update) writeFileSync(file, text)
    expect(text).toBe(readFileSync(file, 'utf8'))
  })

  test('has no fixture left over', () => {
    expect(readdirSync(folder).toSorted()).toEqual(presets.map(({ id }) => `${id}.yaml`).toSorted())
  })

  test('names the place of every value', () => {
    for (const preset of presets) {
      for (const { before, after, written } of describePreset(preset)) {
        expect(written.length).toBeGreaterThan(0)
        expect(manifestYaml(after)).not.toBe(manifestYaml(before))
      }
    }
  })
})

describe('several presets, and what the command line says itself', () => {
  test('presets add up', () => {
    const { intent } = apply(
      web('loadbalancer', { ports: [] }),
      'vllm',
      'aks=internal',
      'external-dns=host=a.example.com',
    )
    expect(intent.ports).toEqual([{ name: 'http', port: 80, targetPort: 8000 }])
    expect(Object.keys(intent.annotations ?? {})).toEqual([
      'service.beta.kubernetes.io/azure-load-balancer-internal',
      'external-dns.kubernetes.io/hostname',
      'external-dns.alpha.kubernetes.io/hostname',
    ])
  })

  test.each([
    [
      'two schemes',
      ['eks=internal', 'eks=public'],
      /eks=internal and --preset eks=public disagree about annotation .*-scheme/,
    ],
    ['two in one', ['eks=internal,public'], /eks=internal and --preset eks=public disagree/],
    ['two classes', ['eks', 'eks-auto'], /eks and --preset eks-auto disagree about loadBalancerClass/],
    ['two servers', ['vllm', 'sglang'], /vllm and --preset sglang disagree about port http/],
  ])('%s are refused by name', (_, texts, message) => {
    expect(() => apply(web('loadbalancer', { ports: [] }), ...texts)).toThrow(message)
  })

  test('the same value twice is no conflict', () => {
    expect(apply(web('loadbalancer'), 'eks=internal', 'eks=internal,pod-targets').written).toHaveLength(3)
  })

  test('what the command line says stays, and is named', () => {
    const key = 'service.beta.kubernetes.io/azure-load-balancer-internal'
    const own = web('loadbalancer', { annotations: { [key]: 'false' }, selector: { app: 'mine' } })
    const { intent, kept } = apply(own, 'vllm', 'aks=internal', 'lws')
    expect(intent).toEqual(own)
    expect(kept.map(({ by, path }) => [by, path.join('.')])).toEqual([
      ['vllm', 'spec.ports'],
      ['aks=internal', `metadata.annotations.${key}`],
      ['lws', 'spec.selector.leaderworkerset.sigs.k8s.io/name'],
      ['lws', 'spec.selector.leaderworkerset.sigs.k8s.io/worker-index'],
    ])
  })

  test('the selector of a preset replaces the default one', () => {
    const { intent } = apply(web('clusterip'), 'lws=set=llama')
    expect(intent.selector).toEqual({
      'leaderworkerset.sigs.k8s.io/worker-index': '0',
      'leaderworkerset.sigs.k8s.io/name': 'llama',
    })
  })

  test('a headless Service shows the ports of the pods', () => {
    expect(apply(web('headless', { ports: [] }), 'vllm').intent.ports).toEqual([{ name: 'http', port: 8000 }])
  })

  test('what holds for each port is written for each TCP port', () => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'dns', port: 53, protocol: 'UDP' as const },
      { name: 'https', port: 443 },
    ]
    const { intent } = apply(web('loadbalancer', { ports }), 'eks=idle-timeout=30m')
    expect(intent.annotations).toEqual({
      'service.beta.kubernetes.io/aws-load-balancer-listener-attributes.TCP-80':
        'tcp.idle_timeout.seconds=1800',
      'service.beta.kubernetes.io/aws-load-balancer-listener-attributes.TCP-443':
        'tcp.idle_timeout.seconds=1800',
    })
  })
})

describe('what is no preset', () => {
  test.each([
    ['asks', /"asks" is not a preset/, /svc presets lists them/],
    ['tritn', /"tritn" is not a preset/, /did you mean triton/],
    ['aks', /aks alone changes nothing/, /aks=internal, aks=subnet=apps/],
    ['aks=', /aks has no option ""/, /it has internal/],
    ['aks=internl', /no option "internl"/, /did you mean internal/],
    ['vllm=metrics', /no option "metrics"/, /it has none/],
    ['aks=internal=true', /takes no value/, /write --preset aks=internal/],
    ['aks=ip', /needs a value/, /aks=ip=10\.0\.0\.7/],
    ['aks=ip=10.0.0.7,ip=10.0.0.8', /given twice/, /give it once/],
    ['aks=ip=10.0.0', /cannot be "10\.0\.0"/, /be an IP address: 10\.0\.0\.7/],
    ['aks=ip=2001:db8::1', /cannot be "2001:db8::1"/, /be an IPv4 address/],
    ['aks=subnet=apps', /no effect without internal/, /aks=internal,subnet=apps/],
    ['aks=idle-timeout=30', /cannot be "30"/, /a time with its unit: 30m/],
    ['aks=idle-timeout=90s', /cannot be "90s"/, /whole minutes/],
    ['aks=idle-timeout=3m', /cannot be "3m"/, /4 to 100 minutes/],
    ['hetzner=idle-timeout=10m', /cannot be "10m"/, /30 to 300 seconds/],
    ['aks=health-path=healthz', /cannot be "healthz"/, /begins with "\/"/],
    ['external-dns=host=Chat.example.com', /cannot be "Chat\.example\.com"/, /lower-case/],
    ['gke=ip=two words', /cannot be "two words"/, /without blanks/],
    ['__proto__', /"__proto__" is not a preset/, /svc presets/],
    ['aks=constructor', /no option "constructor"/, /it has internal/],
  ])('%s', (text, message, hint) => {
    expect(() => choosePreset(text, presets)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(message),
        details: { hint: expect.stringMatching(hint) },
      }),
    )
  })

  test('a preset of another type is refused', () => {
    expect(() => apply(web('clusterip'), 'aks=internal')).toThrow(/--preset aks is not for clusterip/)
  })
})

test.each([
  ['aks=idle-timeout=1h', '60'],
  ['openstack=idle-timeout=90s', '90000'],
  ['hetzner=idle-timeout=5m', '300s'],
  ['ibm=idle-timeout=50000ms', '50'],
])('%s is written as its provider counts: %s', (text, value) => {
  expect(Object.values(apply(web('loadbalancer'), text).intent.annotations ?? {})).toContain(value)
})

import fc, { type Arbitrary } from 'fast-check'
import { nameOf, neededBy } from '../../src/author/describe-preset.ts'
import type { AuthoredType } from '../../src/author/intent.ts'
import { presets } from '../../src/author/presets/index.ts'
import type { Preset } from '../../src/author/presets/preset.ts'

/** Every way to ask for one preset, with every type that it fits: the words after `svc new`. */
export function everyPreset(): string[][] {
  return presets.flatMap((preset) =>
    preset.types.flatMap((type) => {
      const options = preset.options.map((option) => nameOf(preset, neededBy(preset, option)))
      const asked = preset.sets.length > 0 ? [preset.id, ...options] : options
      return asked.map((text) => [...calledFor(preset, type), '--preset', text])
    }),
  )
}

function calledFor(preset: Preset, type: AuthoredType): string[] {
  if (type === 'externalname') return [type, 'web', '--external-name', 'web.example.com']
  const bringsPorts = preset.sets.some((setting) => 'port' in setting)
  return bringsPorts ? [type, 'web'] : [type, 'web', '--port', 'http=80']
}

/** Random sets of presets with random options, ports and companions; some of them contradict each other. */
export function presetLine(): Arbitrary<string[]> {
  const types = ['clusterip', 'nodeport', 'loadbalancer', 'headless'] as const
  return fc
    .constantFrom(...types)
    .chain((type) =>
      fc
        .tuple(presetWords(type, 3), fc.subarray(ports, { maxLength: 3 }), companionWords(4))
        .map(([asked, some, more]) => [
          type,
          'web',
          ...asked,
          ...some.flatMap((port) => ['--port', port]),
          ...more,
        ]),
    )
}

/** `--preset` for one to `most` of the presets that fit a type, with options of theirs. */
export function presetWords(type: AuthoredType, most: number): Arbitrary<string[]> {
  const fitting = presets.filter((preset) => preset.types.includes(type))
  return fc
    .subarray(fitting, { minLength: 1, maxLength: Math.min(most, fitting.length) })
    .chain((some) => fc.tuple(...some.map(wishFor)))
    .map((texts) => texts.flatMap((text) => ['--preset', text]))
}

/** Flags for up to `most` companions. */
export function companionWords(most: number): Arbitrary<string[]> {
  return fc.subarray(companions, { maxLength: most }).map((flags) => flags.flat())
}

function wishFor(preset: Preset): Arbitrary<string> {
  const minLength = preset.sets.length > 0 || preset.options.length === 0 ? 0 : 1
  return fc
    .subarray([...preset.options], { minLength })
    .map((some) => nameOf(preset, [...new Set(some.flatMap((option) => neededBy(preset, option)))]))
}

const ports = [
  'http=80:8080',
  'grpc=9000+kubernetes.io/h2c',
  'metrics=9090',
  '443',
  'dns=53/udp',
  'web=8080:ui',
]

const companions = [
  ['--route', 'host=web.example.com,host=*.example.org,gateway=infra/public,section=https,path=/v1'],
  ['--route', 'gateway=public,timeout=30s,port=http'],
  ['--grpc-route', 'host=web.example.com,gateway=public'],
  ['--inference-pool', 'picker=web-epp'],
  ['--inference-pool', 'picker=web-epp,picker-port=9003,failure=open,port=http'],
  ['--ingress', 'host=web.example.com,class=traefik,tls=web-cert'],
  ['--ingress', 'path=/'],
  ['--reference-grant', 'edge,other'],
  ['--network-policy'],
  ['--service-monitor', '--label', 'app.kubernetes.io/name=web'],
  ['--service-monitor'],
]

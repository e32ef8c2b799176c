import { Args, Flags } from '@oclif/core'
import { authoredTypes, type Intent } from '../author/intent.ts'
import { newService } from '../author/new-service.ts'
import { parsePort, portGrammar } from '../author/port-spec.ts'
import { manifestJson, manifestYaml } from '../author/print.ts'
import { defined } from '../world/defined.ts'
import { formatLabels } from '../world/labels.ts'
import type { StringMap } from '../world/manifest.ts'
import { lintManifest } from './base/lint-manifest.ts'
import { parsePairs } from './base/pairs.ts'
import { SvcCommand } from './base/command.ts'

export default class New extends SvcCommand {
  static override summary = 'write the manifest of a Service, linted before it is printed'
  static override examples = [
    'svc new clusterip chat-api --port 80:http',
    'svc new loadbalancer chat-api -p http=80:8080 -p grpc=9000:grpc+kubernetes.io/h2c',
    'svc new headless trainer --port 29500 --publish-not-ready --selector app=trainer',
    'svc new externalname models --external-name models.example.com',
    'svc new clusterip web --port 80 | kubectl apply -f -',
  ]
  static override args = {
    type: Args.string({ required: true, options: [...authoredTypes], description: 'what kind of Service' }),
    name: Args.string({ required: true, description: 'its name' }),
  }
  static override flags = {
    port: Flags.string({
      char: 'p',
      multiple: true,
      multipleNonGreedy: true,
      aliases: ['tcp'],
      helpValue: 'PORT',
      description: `${portGrammar}; may be repeated`,
    }),
    selector: Flags.string({
      helpValue: 'K=V,...',
      exclusive: ['no-selector'],
      description: 'labels of the pods; app=NAME when left out',
    }),
    'no-selector': Flags.boolean({ description: 'select no pods: the endpoints are written by hand' }),
    namespace: Flags.string({
      char: 'n',
      helpValue: 'NS',
      description: 'namespace to write into the manifest',
    }),
    label: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'K=V',
      description: 'label of the Service',
    }),
    annotation: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'K=V',
      description: 'annotation of the Service',
    }),
    'external-name': Flags.string({
      helpValue: 'HOST',
      description: 'what an ExternalName Service stands for',
    }),
    'external-traffic-policy': Flags.option({
      options: ['Cluster', 'Local'] as const,
      description: 'which nodes answer for traffic from outside',
    })(),
    'session-affinity': Flags.option({
      options: ['None', 'ClientIP'] as const,
      description: 'whether a client stays with one pod',
    })(),
    'publish-not-ready': Flags.boolean({
      description: 'list pods before they are ready, for peers that look for each other',
    }),
    output: Flags.option({
      char: 'o',
      options: ['yaml', 'json', 'name'] as const,
      default: 'yaml' as const,
      description: 'format',
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(New)
    const selector = selectorOf(flags, args)
    const intent: Intent = {
      type: args.type as Intent['type'],
      name: args.name,
      ports: (flags.port ?? []).map(parsePort),
      labels: parsePairs('--label', flags.label),
      annotations: parsePairs('--annotation', flags.annotation),
      publishNotReadyAddresses: flags['publish-not-ready'],
      ...defined({
        selector,
        namespace: flags.namespace,
        externalName: flags['external-name'],
        externalTrafficPolicy: flags['external-traffic-policy'],
        sessionAffinity: flags['session-affinity'],
      }),
    }
    const manifest = newService(intent)
    lintManifest(manifest)
    if (selector !== undefined && flags.selector === undefined) {
      this.say(`selects pods with ${formatLabels(selector)}; name others with --selector\n`)
    }
    if (flags.output === 'name') this.print(`service/${args.name}\n`)
    else this.print(flags.output === 'json' ? manifestJson(manifest) : manifestYaml(manifest))
  }
}

/** `app=NAME`, as `kubectl create service` writes it, unless told otherwise; an alias selects nothing. */
function selectorOf(
  flags: { selector?: string | undefined; 'no-selector': boolean },
  args: { type: string; name: string },
): StringMap | undefined {
  if (flags.selector !== undefined) return parsePairs('--selector', flags.selector.split(','))
  return flags['no-selector'] || args.type === 'externalname' ? undefined : { app: args.name }
}

import { SvcError } from '../../errors.ts'
import type { Service } from '../../world/types/manifest.ts'
import { backendPort, speaksHttp } from './backend-port.ts'
import { besides, selectorOf, type Companion } from './companion.ts'

/** `--inference-pool picker=NAME,picker-port=P,failure=open,port=P` */
export interface PoolWish {
  /** The Service of the endpoint picker, and its port. */
  readonly picker: string
  readonly pickerPort: number
  /** Whether requests go to any pod when the picker does not answer; to none without. */
  readonly failureMode?: 'FailOpen' | 'FailClose'
  readonly port?: string
}

/** `group` and `kind` by which a route refers to a pool. */
export const poolKind = { group: 'inference.networking.k8s.io', kind: 'InferencePool' } as const

/**
 * An InferencePool of the pods behind the Service: for each request a Gateway asks the endpoint picker which of them is
 * to answer, where a Service would balance connections. It knows pods by the number of a port only. Follows
 * https://gateway-api-inference-extension.sigs.k8s.io/api-types/inferencepool/. Throws SvcError `usage`.
 */
export function inferencePool(
  service: Service,
  { picker, pickerPort, failureMode, port: wanted }: PoolWish,
): Companion {
  const flag = '--inference-pool'
  const { name, port, targetPort } = backendPort(service, { flag, port: wanted, suits: speaksHttp })
  const number = service.spec?.clusterIP === 'None' ? port : (targetPort ?? port)
  if (typeof number === 'string')
    throw new SvcError(
      'usage',
      `${flag} needs the number of the pods' port, and there is its name "${number}"`,
      {
        hint: `say it: --port ${name === undefined ? '' : `${name}=`}${port}:NUMBER`,
      },
    )
  return {
    apiVersion: `${poolKind.group}/v1`,
    kind: poolKind.kind,
    metadata: besides(service),
    spec: {
      selector: { matchLabels: selectorOf(service, flag) },
      targetPorts: [{ number }],
      endpointPickerRef: {
        name: picker,
        port: { number: pickerPort },
        ...(failureMode === undefined ? {} : { failureMode }),
      },
    },
  }
}

import { fieldError, invalidUnless, notSupportedUnless, type FieldError } from './field-error.ts'
import { whyNotDnsLabel, whyNotPortName, whyNotPortNumber, whyNotQualifiedName } from './names.ts'
import type { DecodedPort, DecodedService } from './objects.ts'

/**
 * The rules for each port, and for the ports together.
 * Follows validateServicePort and validateService in kubernetes pkg/apis/core/validation/validation.go.
 */
export function checkPorts({ spec }: DecodedService): FieldError[] {
  const { ports, type } = spec
  const named = new Set<string>()
  const pairs = new Set<string>()
  const nodePorts = new Set<string>()
  const errors: FieldError[] = []
  for (const [index, port] of ports.entries()) {
    const at = ['spec', 'ports', index]
    errors.push(...checkName(port, { at, named, isOnly: ports.length === 1 }), ...checkPort(port, at))
    if (type === 'ClusterIP' && port.nodePort !== 0) {
      errors.push(
        fieldError(
          'Forbidden',
          [...at, 'nodePort'],
          'must be absent: a ClusterIP Service has no node ports; use type NodePort',
        ),
      )
    }
    if (port.nodePort !== 0 && isRepeated(nodePorts, `${port.nodePort}/${port.protocol}`)) {
      errors.push(
        fieldError(
          'Duplicate',
          [...at, 'nodePort'],
          'must be another one: an earlier port has the same node port and protocol',
        ),
      )
    }
    if (isRepeated(pairs, `${port.port}/${port.protocol}`)) {
      errors.push(fieldError('Duplicate', at, 'must be another port or protocol: an earlier entry has both'))
    }
  }
  return errors
}

interface NameContext {
  readonly at: readonly (string | number)[]
  readonly named: Set<string>
  readonly isOnly: boolean
}

function checkName({ name }: DecodedPort, { at, named, isOnly }: NameContext): FieldError[] {
  const path = [...at, 'name']
  if (name === '')
    return isOnly ? [] : [fieldError('Required', path, 'each port needs a name where there are several')]
  return [
    ...invalidUnless(whyNotDnsLabel(name), path),
    ...(isRepeated(named, name)
      ? [fieldError('Duplicate', path, 'must be a name that no earlier port has')]
      : []),
  ]
}

function checkPort(
  { port, protocol, targetPort, appProtocol }: DecodedPort,
  at: NameContext['at'],
): FieldError[] {
  const whyNotTarget =
    typeof targetPort === 'number' ? whyNotPortNumber(targetPort) : whyNotPortName(targetPort)
  return [
    ...invalidUnless(whyNotPortNumber(port), [...at, 'port']),
    ...notSupportedUnless(protocol, ['TCP', 'UDP', 'SCTP'], [...at, 'protocol']),
    ...invalidUnless(whyNotTarget, [...at, 'targetPort']),
    ...(appProtocol === undefined
      ? []
      : invalidUnless(whyNotQualifiedName(appProtocol), [...at, 'appProtocol'])),
  ]
}

/** Adds a key; true when it was there before. */
export function isRepeated(seen: Set<string>, key: string): boolean {
  return seen.size === seen.add(key).size
}

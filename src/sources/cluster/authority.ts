import { X509Certificate } from 'node:crypto'
import { SvcError } from '../../errors.ts'
import type { ClusterContext } from './context.ts'
import { oneLine } from '../../text/credentials.ts'

const certificate =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g

/**
 * Refuses certificate authorities that are none: Node passes over them, and the server would look as if it were not
 * trusted. Throws SvcError `config`.
 */
export function checkAuthority(ca: unknown, { name, file }: ClusterContext): void {
  if (ca === undefined || ca === null || ca === '') return
  const text = (Array.isArray(ca) ? ca : [ca]).map(String).join('\n')
  const found = text.match(certificate) ?? []
  if (found.length > 0 && found.every(isCertificate)) return
  throw new SvcError(
    'config',
    `the certificate authority of context "${oneLine(name)}" is not a PEM certificate`,
    {
      file,
      hint: 'correct `certificate-authority` or `certificate-authority-data` of the cluster: the data is a PEM certificate in base64',
    },
  )
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}

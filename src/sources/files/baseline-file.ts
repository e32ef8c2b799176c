import { readFileSync } from 'node:fs'
import { SvcError } from '../../errors.ts'

/**
 * The fingerprints in a baseline file, as `svc lint --write-baseline` writes it. Throws SvcError `input-unreadable` when there is no
 * such file, `config` when it is no baseline.
 */
export function readBaseline(file: string): { readonly version: 1; readonly findings: readonly string[] } {
  const value = parse(file, textOf(file))
  const { version, findings } = Object(value) as { version?: unknown; findings?: unknown }
  if (version !== 1 || !Array.isArray(findings) || !findings.every((each) => typeof each === 'string'))
    throw new SvcError('config', `${file} is not a baseline of svc lint`, {
      file,
      hint: `write it again: svc lint --write-baseline ${file}`,
    })
  return { version, findings }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SvcError('input-unreadable', `${file} cannot be read: ${code ?? String(error)}`, {
      file,
      hint: `write it first: svc lint --write-baseline ${file}`,
    })
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SvcError('config', `${file} is not JSON`, {
      file,
      hint: `write it again: svc lint --write-baseline ${file}`,
    })
  }
}

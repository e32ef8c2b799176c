import { clientForms, parseClient } from '../../diagnose/journey/client.ts'
import type { ClientName } from '../../diagnose/journey/model.ts'
import { SvcError } from '../../errors.ts'
import { quote } from '../../text/wording.ts'

/** The client that `--from` names; any pod where it is left out. Throws SvcError `usage` for a text that names none. */
export function readClient(text: string | undefined): ClientName {
  const client = parseClient(text)
  if (client === undefined)
    throw new SvcError('usage', `invalid --from value ${quote(text ?? '')}`, { hint: `write ${clientForms}` })
  return client
}

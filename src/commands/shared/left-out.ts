import { count } from '../../text/wording.ts'
import type { LeftOutFile } from '../../sources/files/left-out.ts'

const nouns: Readonly<Record<LeftOutFile['why'], string>> = {
  template: 'template',
  assertion: 'assertion of tests',
  'expected output': 'file of expected output',
  'test data': 'folder of test data',
}
const plurals: Partial<Readonly<Record<LeftOutFile['why'], string>>> = {
  assertion: 'assertions of tests',
  'expected output': 'files of expected output',
  'test data': 'folders of test data',
}

/** One remark on what lies in the folders that were named and is no manifest of a cluster; undefined where there is nothing. */
export function leftOutRemark(leftOut: readonly LeftOutFile[] = []): string | undefined {
  const parts = (['template', 'assertion', 'expected output', 'test data'] as const).flatMap((why) => {
    const number = leftOut.filter((item) => item.why === why).length
    if (number === 0) return []
    return number === 1 ? [count(1, nouns[why])] : [`${number} ${plurals[why] ?? `${nouns[why]}s`}`]
  })
  if (parts.length === 0) return undefined
  const template = leftOut.find(({ why }) => why === 'template')
  const hint =
    template === undefined
      ? ''
      : `; render templates first, such as ${template.file}: helm template CHART | svc lint -`
  return `left out: ${parts.join(', ')}${hint}`
}

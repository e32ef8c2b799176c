/** How an error is written for who reads a format: a sentence, a JSON object, a workflow command. */
export type ErrorStyle = 'text' | 'json' | 'github'

/** Every format of every command: the flag `-o`, its help, errors and documentation read this table. */
export const formats = {
  text: { gives: 'for people', errors: 'text' },
  wide: { gives: 'for people, with all columns and nothing cut', errors: 'text' },
  name: { gives: 'kind/name, one a line', errors: 'text' },
  json: { gives: 'the machine interface, with a JSON Schema', errors: 'json' },
  yaml: { gives: 'manifests', errors: 'text' },
  sarif: { gives: 'SARIF 2.1.0, for code scanning', errors: 'json' },
  github: { gives: 'annotations of GitHub Actions', errors: 'github' },
  junit: { gives: 'JUnit XML, for the test reports of GitLab, Jenkins, Azure Pipelines', errors: 'text' },
  gitlab: { gives: 'a Code Quality report of GitLab', errors: 'json' },
  rdjson: { gives: 'diagnostics of reviewdog, with suggestions', errors: 'json' },
  checkstyle: { gives: 'Checkstyle XML', errors: 'text' },
  markdown: { gives: 'Markdown, for a comment or $GITHUB_STEP_SUMMARY', errors: 'text' },
  jsonpath: { gives: "what a JSONPath template of kubectl makes of json: -o jsonpath='{…}'", errors: 'text' },
  'jsonpath-as-json': { gives: 'the same as JSON', errors: 'text' },
  'jsonpath-file': { gives: 'the same, of a template in a file', errors: 'text' },
  'custom-columns': { gives: 'a table of fields of json: -o custom-columns=HEADER:.field,…', errors: 'text' },
  'custom-columns-file': { gives: 'the same, of a file with headers and fields', errors: 'text' },
  openreports: { gives: 'reports of openreports.io, as manifests', errors: 'text' },
  prometheus: { gives: 'the text format of Prometheus', errors: 'text' },
  helm: { gives: 'a template of a Helm chart', errors: 'text' },
  kustomize: { gives: 'a kustomization', errors: 'text' },
} as const satisfies Readonly<Record<string, { gives: string; errors: ErrorStyle }>>

export type Format = keyof typeof formats

/** The formats of kubectl that are applied to what `json` prints. */
const templated = [
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'custom-columns',
  'custom-columns-file',
] as const satisfies readonly Format[]

export type TemplateFormat = (typeof templated)[number]

export function isTemplateFormat(format: Format): format is TemplateFormat {
  return (templated as readonly Format[]).includes(format)
}

/** The formats of each command, the default first. */
export const formatsOf = {
  lint: ['text', 'json', 'sarif', 'github', 'junit', 'gitlab', 'rdjson', 'checkstyle', 'markdown'],
  trace: ['text', 'json'],
  endpoints: ['text', 'wide', 'name', 'json', 'yaml', ...templated],
  ls: ['text', 'wide', 'name', 'json', ...templated],
  report: ['openreports', 'prometheus'],
  who: ['text', 'wide', 'name', 'json', ...templated],
  explain: ['text', 'json', 'markdown'],
  presets: ['text', 'json'],
  new: ['yaml', 'json', 'name', 'helm', 'kustomize'],
} as const satisfies Readonly<Record<string, readonly Format[]>>

/** How errors are written where a format was asked for; a word that is no format leaves them to people. */
export function errorStyleOf(format: string | undefined): ErrorStyle {
  return format !== undefined && Object.hasOwn(formats, format) ? formats[format as Format].errors : 'text'
}

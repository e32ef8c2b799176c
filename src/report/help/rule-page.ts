import { markdownText } from '../../text/markdown.ts'
import type { ExplainedRule } from './explain.ts'

/** The page of a rule in `docs/rules/`: what `svc explain` says, as Markdown. */
export function rulePage({ id, title, severity, why, source, bad, good }: ExplainedRule): string {
  const example = (head: string, text: string | undefined) =>
    text === undefined ? [] : [`## ${head}`, `\`\`\`yaml\n${text.trim()}\n\`\`\``]
  const blocks = [
    `# ${id}`,
    `${capitalized(markdownText(title))}. Severity: **${severity}**.`,
    `${capitalized(markdownText(why))}${/[.!?]$/.test(why) ? '' : '.'}`,
    ...example('Broken', bad),
    ...example('Fine', good),
    ...(source === undefined ? [] : ['## Source', `<${source}>`]),
    '## To silence it on purpose',
    `Above the line: \`# svc-ignore: ${id} REASON\`. In the object: the annotation \`kubectl-svc/ignore: "${id}: REASON"\`. For a project, in \`svc.config.yaml\`:`,
    `\`\`\`yaml\nrules:\n  ${id}: off\n\`\`\``,
  ]
  return `${blocks.join('\n\n')}\n`
}

/** The page that lists the others. */
export function rulesPage(rules: readonly ExplainedRule[]): string {
  const rows = rules.map(
    ({ id, severity, title }) => `| [${id}](${id}.md) | ${severity} | ${markdownText(title)} |`,
  )
  return ['# Rules of svc lint', '', '| rule | severity | problem |', '|---|---|---|', ...rows, ''].join('\n')
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

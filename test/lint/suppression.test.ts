import { describe, expect, test } from '@jest/globals'
import { lint } from '../../src/lint/lint.ts'
import { rules as allRules } from '../../src/rules/index.ts'
import { resourceOf, worldOf, worldOfYaml } from '../world-of.ts'

// the manifests here are as short as can be, so that an API server would refuse many
const rules = allRules.filter(({ yields }) => yields !== true)

/** What is left, as `LINE rule: message`, and how much was silenced. */
function run(yaml: string, chosen = rules) {
  const result = lint(worldOfYaml(yaml), chosen, { known: rules.map(({ id }) => id) })
  return {
    left: result.findings.map(
      ({ rule, location, message, hint }) =>
        `${location?.line} ${rule}: ${message}${hint === undefined ? '' : `; ${hint}`}`,
    ),
    suppressed: result.suppressed,
  }
}

const silent = { left: [], suppressed: 1 }
const pod =
  '---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]}\n'

/** One wrong targetPort, on line 11 of twelve. */
function service({ top = '', annotation = '', above = '', trailing = '' } = {}): string {
  return `${top}apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {${annotation}}
spec:
  selector: {app: web}
  ports:
    - name: http
      port: 80
${above}      targetPort: nope${trailing}
${pod}`
}

test('without any, the finding stays', () => {
  expect(run(service())).toEqual({
    left: [expect.stringMatching(/^11 target-port-name-unknown: /)],
    suppressed: 0,
  })
})

describe('a suppression with a reason silences its finding', () => {
  test.each([
    [
      'annotation',
      service({ annotation: 'kubectl-svc/ignore: "target-port-name-unknown: injected at run time"' }),
    ],
    [
      'annotation of several entries',
      service({ annotation: 'kubectl-svc/ignore: "target-port-name-unknown: injected at run time;"' }),
    ],
    [
      'annotation without a colon',
      service({ annotation: 'kubectl-svc/ignore: target-port-name-unknown injected at run time' }),
    ],
    [
      'comment at the end of the line',
      service({ trailing: ' # svc-ignore: target-port-name-unknown injected at run time' }),
    ],
    [
      'comment without a colon',
      service({ trailing: ' # svc-ignore target-port-name-unknown injected at run time' }),
    ],
    [
      'comment on the line above',
      service({ above: '      # svc-ignore: target-port-name-unknown injected at run time\n' }),
    ],
    [
      'comment above, with more comments between',
      service({
        above: '      # svc-ignore: target-port-name-unknown injected at run time\n      # by the webhook\n',
      }),
    ],
    [
      'comment above the document',
      service({ top: '# svc-ignore: target-port-name-unknown injected at run time\n' }),
    ],
    [
      'comment above a later document',
      `${pod.slice(4)}---\n${service({ top: '# svc-ignore: target-port-name-unknown injected at run time\n' }).replace(pod, '')}`,
    ],
    [
      'comment in a file with CRLF',
      service({ trailing: ' # svc-ignore: target-port-name-unknown injected at run time' }).replaceAll(
        '\n',
        '\r\n',
      ),
    ],
  ])('%s', (_, yaml) => {
    expect(run(yaml)).toEqual(silent)
  })

  test('of an object in a cluster, by annotation', () => {
    const manifests = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name: 'web',
          annotations: { 'kubectl-svc/ignore': 'external-name-is-an-ip: a lab without DNS' },
        },
        spec: { type: 'ExternalName', externalName: '192.0.2.7' },
      },
    ]
    expect(lint(worldOf(manifests), rules)).toMatchObject({ findings: [], suppressed: 1 })
  })
})

describe('a suppression speaks of its place alone', () => {
  const elsewhere = 'silences nothing here; remove it'
  test.each([
    [
      'another line',
      service({ top: '' }).replace('port: 80', 'port: 80 # svc-ignore: target-port-name-unknown because'),
      '10',
    ],
    [
      'another document',
      service().replace('containers: [', 'containers: [ # svc-ignore: target-port-name-unknown because\n '),
      '16',
    ],
    ['another rule', service({ trailing: ' # svc-ignore: selector-matches-nothing because' }), '11'],
  ])('%s', (_, yaml, line) => {
    const { left, suppressed } = run(yaml)
    expect(suppressed).toBe(0)
    expect(left).toContainEqual(
      expect.stringMatching(new RegExp(`^${line} unused-suppression: .*${elsewhere}$`)),
    )
    expect(left).toContainEqual(expect.stringMatching(/^11 target-port-name-unknown: /))
  })

  test('what looks like a comment inside of a string is text', () => {
    const yaml = service().replace(
      'annotations: {}',
      'annotations:\n    note: |\n      # svc-ignore: target-port-name-unknown because\n    other: "# svc-ignore: target-port-name-unknown because"',
    )
    expect(run(yaml).left).toHaveLength(1)
  })

  test('an item of a List has its own, and none of its neighbour', () => {
    const item = (name: string, comment: string) =>
      `- apiVersion: v1\n  kind: Service\n  metadata: {name: ${name}}\n  spec:\n    type: ExternalName\n    externalName: 192.0.2.7${comment}\n`
    const ignored = ' # svc-ignore: external-name-is-an-ip a lab without DNS'
    const alone = `  # svc-ignore: external-name-is-an-ip a lab without DNS\n`
    const list = (items: string) => `apiVersion: v1\nkind: List\nitems:\n${items}`
    expect(run(list(item('a', ignored) + item('b', '')))).toEqual({
      left: [expect.stringMatching(/^15 external-name-is-an-ip/)],
      suppressed: 1,
    })
    expect(run(list(item('a', '') + item('b', ignored)))).toEqual({
      left: [expect.stringMatching(/^9 external-name-is-an-ip/)],
      suppressed: 1,
    })
    expect(run(list(item('a', '') + alone + item('b', '')))).toEqual({
      left: [expect.stringMatching(/^9 external-name-is-an-ip/)],
      suppressed: 1,
    })
    expect(run(list(alone + item('a', '') + item('b', '')))).toEqual({
      left: [expect.stringMatching(/^16 external-name-is-an-ip/)],
      suppressed: 1,
    })
  })
})

describe('a suppression that is no good is said', () => {
  test.each([
    [
      'no reason',
      ' # svc-ignore: target-port-name-unknown',
      '11 suppression-without-reason: suppression of "target-port-name-unknown" gives no reason; write: svc-ignore: RULE reason',
    ],
    [
      'a misspelt rule',
      ' # svc-ignore: target-port-name-unknwon because',
      '11 suppression-without-reason: suppression of "target-port-name-unknwon", which is not a rule; did you mean "target-port-name-unknown"?',
    ],
    [
      'no rule',
      ' # svc-ignore',
      '11 suppression-without-reason: suppression of "", which is not a rule; write: svc-ignore: RULE reason',
    ],
    [
      'a rule of another tool',
      ' # svc-ignore: KSV001 because',
      '11 suppression-without-reason: suppression of "KSV001", which is not a rule; write: svc-ignore: RULE reason',
    ],
  ])('%s', (_, trailing, expected) => {
    const { left, suppressed } = run(service({ trailing }))
    expect(left).toContain(expected)
    // it does not silence either
    expect(left).toContainEqual(expect.stringMatching(/^11 target-port-name-unknown: /))
    expect(suppressed).toBe(0)
  })

  test('in an annotation, at the annotation', () => {
    expect(run(service({ annotation: 'kubectl-svc/ignore: "nope: because"' })).left).toContainEqual(
      expect.stringMatching(/^5 suppression-without-reason: /),
    )
  })

  test('one of a rule that did not run is no mistake', () => {
    const chosen = rules.filter(({ id }) => id === 'selector-matches-nothing')
    expect(run(service({ trailing: ' # svc-ignore: target-port-name-unknown because' }), chosen)).toEqual({
      left: [],
      suppressed: 0,
    })
    expect(
      run(service({ trailing: ' # svc-ignore: target-port-name-unknwon because' }), chosen).left,
    ).toHaveLength(1)
  })

  test('one on an object that was not asked about is not judged', () => {
    const world = worldOfYaml(service({ trailing: ' # svc-ignore: selector-matches-nothing because' }))
    expect(lint(world, rules, { only: ({ kind }) => kind === 'Pod' }).findings).toEqual([])
  })
})

test('a finding that could not be decided can be silenced too', () => {
  const yaml =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web} # svc-ignore: selector-matches-nothing pods come from elsewhere\n'
  const partial = { state: 'partial', because: 'files' } as const
  expect(lint(worldOfYaml(yaml, [partial]), rules)).toMatchObject({ findings: [], suppressed: 1 })
})

test('suppressions cannot be forged by names', () => {
  const hostile = resourceOf({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'x', annotations: { 'kubectl-svc/ignore': '__proto__: x;constructor: y\n: z' } },
    spec: { type: 'ExternalName', externalName: 'x.example.com' },
  })
  const found = lint(worldOf([hostile.manifest]), rules).findings.map(({ rule }) => rule)
  expect(found.filter((rule) => rule !== 'endpoints-missing')).toEqual(
    Array(3).fill('suppression-without-reason'),
  )
})

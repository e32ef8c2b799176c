import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { svc } from '../svc.ts'

/** A repository that came with its .git, as in an archive, may configure programs. */
test('no program that a repository configures is run', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'svc-git-'))
  const git = (...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' })
  try {
    git('init', '-q', '.')
    writeFileSync(
      join(cwd, 'a.yaml'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 0}]}\n',
    )
    git('add', '-A')
    git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-qm', 'x')
    const run = (name: string) => `touch '${join(cwd, `ran-${name}`)}'`
    for (const key of ['clean', 'smudge', 'process']) git('config', `filter.f=g.${key}`, run(key))
    for (const key of ['clean', 'process']) {
      git('config', '-f', join(cwd, '.git', 'more'), `filter.h.${key}`, run(`more-${key}`))
    }
    git('config', 'include.path', 'more')
    git('config', 'filter.f=g.required', 'true')
    git('config', 'core.fsmonitor', run('fsmonitor'))
    git('config', 'diff.external', run('external'))
    git('config', 'diff.x.textconv', run('textconv'))
    writeFileSync(join(cwd, '.git', 'info', 'attributes'), '*.yaml filter=f=g diff=x\nb.yaml filter=h\n')
    writeFileSync(
      join(cwd, 'a.yaml'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 0}]}\n',
    )
    for (const words of [
      ['--changed'],
      ['--only-new'],
      ['--only-new', '--before', 'HEAD'],
      ['--before', 'HEAD'],
      ['--before', 'HEAD', '--changed'],
    ]) {
      const { status, stderr } = await svc(['lint', '.', ...words], { cwd })
      expect([words, status <= 2, stderr.includes('git diff failed')]).toEqual([words, true, false])
    }
    for (const name of [
      'clean',
      'smudge',
      'process',
      'more-clean',
      'more-process',
      'fsmonitor',
      'external',
      'textconv',
    ])
      expect([name, existsSync(join(cwd, `ran-${name}`))]).toEqual([name, false])
  } finally {
    rmSync(cwd, { recursive: true })
  }
})

import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'

const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Starts a credential plugin without a terminal, in a process group of its own: when the signal says so, or this
 * process is told to end, it ends with all that it has started. In: the command with its arguments.
 */
export function startPlugin(
  [command = '', ...args]: readonly string[],
  options: SpawnOptions,
  signal: AbortSignal,
): ChildProcess {
  const hasGroups = process.platform !== 'win32'
  const plugin = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: hasGroups })
  const end = () => {
    endGroup(plugin, hasGroups)
    // what left the group may live on, and would hold these open
    plugin.stdout?.destroy()
    plugin.stderr?.destroy()
  }
  const handlers = ends.map((name) => {
    const endWithUs = () => {
      end()
      process.removeListener(name, endWithUs)
      // then it ends as it would have without a plugin
      process.kill(process.pid, name)
    }
    process.on(name, endWithUs)
    return { name, endWithUs }
  })
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  plugin.once('close', () => {
    signal.removeEventListener('abort', end)
    for (const { name, endWithUs } of handlers) process.removeListener(name, endWithUs)
  })
  return plugin
}

function endGroup(plugin: ChildProcess, hasGroups: boolean): void {
  const { pid } = plugin
  if (pid === undefined) return
  try {
    if (hasGroups) process.kill(-pid, 'SIGKILL')
    else plugin.kill('SIGKILL')
  } catch {
    // it has ended meanwhile
  }
}

import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { whenEnded } from '../when-ended.ts'

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
  const unwatch = whenEnded(end)
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  plugin.once('close', () => {
    signal.removeEventListener('abort', end)
    unwatch()
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

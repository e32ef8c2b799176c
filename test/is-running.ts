import { existsSync, readFileSync } from 'node:fs'

/** Whether a process goes on; one that has ended may wait for its parent to hear of it, which Linux shows in /proc. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !existsSync('/proc/self') || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

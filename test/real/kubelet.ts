import { readdirSync, readFileSync } from 'node:fs'
import { until } from '../bed/world.js'

/** The process of the kubelet of a node of the bed, which its configuration file tells from others of the machine. */
function kubeletOf(stateFolder: string, node: string): number {
  const config = `--config=${stateFolder}/${node}/kubelet.json`
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && runs(name, config))
  const [pid] = found
  if (pid === undefined) throw new Error(`no kubelet runs with ${config}`)
  return Number(pid)
}

function runs(pid: string, argument: string): boolean {
  try {
    const [program = '', ...words] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return program.endsWith('/kubelet') && words.includes(argument)
  } catch {
    // it has ended since
    return false
  }
}

/** Does some work while the kubelet of a node does not answer: it is stopped, and goes on afterwards. */
export async function withKubeletStopped<T>(
  folder: string,
  node: string,
  work: () => Promise<T>,
): Promise<T> {
  const pid = kubeletOf(folder, node)
  process.kill(pid, 'SIGSTOP')
  try {
    return await work()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

/** Ends the kubelet of a node, and waits until another one runs in its place. */
export async function restartKubelet(folder: string, node: string): Promise<void> {
  const pid = kubeletOf(folder, node)
  process.kill(pid, 'SIGKILL')
  await until(`another kubelet runs on ${node}`, async () => {
    try {
      return kubeletOf(folder, node) === pid ? undefined : true
    } catch {
      return undefined
    }
  })
}

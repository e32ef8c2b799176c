/** Images made on the spot from programs of this machine: there is no registry in the bed. */
import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { program } from '../lifecycle/programs.js'

/** The names that pods may use. Those of public images let the same manifests run in the bed and elsewhere. */
export const images = {
  app: 'bed.local/app:1',
  pause: 'bed.local/pause:1',
  dns: 'bed.local/coredns:1',
  busybox: 'docker.io/library/busybox:1.37',
  agnhost: 'registry.k8s.io/e2e-test-images/agnhost:2.63.0',
  /** Containers that look names up, each as programs of its kind do: `/bin/resolvers watch` in them writes down what is asked. */
  glibc: 'bed.local/glibc:1',
  musl: 'bed.local/musl:1',
  go: 'bed.local/go:1',
  /** A packet filter, to drop in a pod's own network what a policy engine would. */
  nft: 'bed.local/nft:1',
}

/** Writes one archive with all images and returns its path. @param {string} state */
export function writeImages(state) {
  const archive = join(state, 'images.tar')
  const description = {
    layers: {
      busybox: busyboxFiles(),
      app: [{ path: 'bin/bedapp', from: program('bedapp') }],
      dns: [{ path: 'coredns', from: program('coredns') }],
      agnhost: [{ path: 'agnhost', from: program('agnhost') }],
      resolvers: [{ path: 'bin/resolvers', from: program('resolvers') }],
      glibc: [{ path: 'bin/lookup', from: program('lookup-glibc') }, ...librariesOf(program('lookup-glibc'))],
      musl: [{ path: 'bin/lookup', from: program('lookup-musl') }],
      nft: [{ path: 'bin/nft', from: realpathSync('/usr/sbin/nft') }, ...librariesOf('/usr/sbin/nft')],
      files: [
        { path: 'etc/passwd', text: 'root:x:0:0:root:/:/bin/sh\n' },
        { path: 'etc/group', text: 'root:x:0:\n' },
        { path: 'etc/nsswitch.conf', text: 'hosts: files dns\n' },
      ],
    },
    images: [
      {
        name: images.app,
        layers: ['files', 'busybox', 'app'],
        entrypoint: ['/bin/bedapp'],
        command: ['serve'],
      },
      { name: images.pause, layers: ['app'], entrypoint: ['/bin/bedapp', 'pause'] },
      { name: images.dns, layers: ['files', 'dns'], entrypoint: ['/coredns'] },
      { name: images.busybox, layers: ['files', 'busybox'], command: ['sh'] },
      {
        name: images.agnhost,
        layers: ['files', 'busybox', 'agnhost'],
        entrypoint: ['/agnhost'],
        command: ['pause'],
      },
      lookupImage(images.glibc, ['glibc']),
      lookupImage(images.musl, ['musl']),
      lookupImage(images.go, []),
      { name: images.nft, layers: ['files', 'busybox', 'nft'], command: ['sh'] },
    ],
  }
  execFileSync(program('bedtool'), ['image', archive], { input: JSON.stringify(description) })
  return archive
}

/** @param {string} name @param {string[]} layers */
function lookupImage(name, layers) {
  const common = ['files', 'busybox', 'app', 'resolvers']
  return { name, layers: [...common, ...layers], entrypoint: ['/bin/bedapp', 'pause'] }
}

/** What a program of this machine is linked with, and its loader. @param {string} file */
function librariesOf(file) {
  const listed = execFileSync('ldd', [file], { encoding: 'utf8' })
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => ({ path: path.slice(1), from: path }))
}

function busyboxFiles() {
  const busybox = '/usr/bin/busybox'
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name && name !== 'busybox')
  return [
    { path: 'bin/busybox', from: realpathSync(busybox) },
    ...applets.map((name) => ({ path: `bin/${name}`, link: 'busybox' })),
  ]
}

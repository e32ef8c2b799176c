import type { FieldPath } from '../world/place.ts'
import { valueAt } from '../world/place.ts'
import type { Container } from '../world/types/manifest.ts'

/** Where the program of a published image listens as long as nothing configures it. */
interface KnownImage {
  readonly repository: string
  readonly ports: readonly number[]
  /** Folders whose files configure it: a volume mounted at, below or above one of them may change the port. */
  readonly configuration?: readonly string[]
  /** Its arguments are options of its program, which listens elsewhere only where one of them says so. */
  readonly takesOptions?: true
}

// the Dockerfile of each says so, and its default configuration listens on these ports and no other;
// an image that is not certain does not belong here
const images: readonly KnownImage[] = [
  { repository: 'nginx', ports: [80], configuration: ['/etc/nginx'] },
  { repository: 'nginxinc/nginx-unprivileged', ports: [8080], configuration: ['/etc/nginx'] },
  { repository: 'httpd', ports: [80], configuration: ['/usr/local/apache2/conf'] },
  { repository: 'redis', ports: [6379] },
  { repository: 'memcached', ports: [11211] },
  { repository: 'postgres', ports: [5432] },
  { repository: 'mysql', ports: [3306, 33060], configuration: ['/etc/mysql', '/etc/my.cnf'] },
  { repository: 'mariadb', ports: [3306], configuration: ['/etc/mysql'] },
  { repository: 'mongo', ports: [27017] },
  { repository: 'traefik/whoami', ports: [80] },
  { repository: 'hashicorp/http-echo', ports: [5678] },
  { repository: 'tomcat', ports: [8080], configuration: ['/usr/local/tomcat/conf'] },
  { repository: 'wordpress', ports: [80], configuration: ['/etc/apache2'] },
  { repository: 'ghost', ports: [2368] },
  { repository: 'adminer', ports: [8080] },
  { repository: 'phpmyadmin', ports: [80], configuration: ['/etc/apache2'] },
  { repository: 'elasticsearch', ports: [9200, 9300], configuration: ['/usr/share/elasticsearch/config'] },
  { repository: 'kibana', ports: [5601], configuration: ['/usr/share/kibana/config'] },
  { repository: 'influxdb', ports: [8086], configuration: ['/etc/influxdb', '/etc/influxdb2'] },
  { repository: 'sonarqube', ports: [9000], configuration: ['/opt/sonarqube/conf'] },
  { repository: 'jenkins/jenkins', ports: [8080, 50000] },
  { repository: 'grafana/grafana', ports: [3000], configuration: ['/etc/grafana'] },
  { repository: 'prom/prometheus', ports: [9090], takesOptions: true },
  { repository: 'prom/alertmanager', ports: [9093, 9094], takesOptions: true },
  { repository: 'nginxdemos/hello', ports: [80], configuration: ['/etc/nginx'] },
  { repository: 'kennethreitz/httpbin', ports: [80] },
  { repository: 'mccutchen/go-httpbin', ports: [8080] },
  { repository: 'ealen/echo-server', ports: [80] },
  { repository: 'qdrant/qdrant', ports: [6333, 6334, 6335], configuration: ['/qdrant/config'] },
  { repository: 'ghcr.io/open-webui/open-webui', ports: [8080] },
  { repository: 'vllm/vllm-openai', ports: [8000], takesOptions: true },
  { repository: 'ollama/ollama', ports: [11434] },
  { repository: 'ghcr.io/huggingface/text-generation-inference', ports: [80], takesOptions: true },
]

const byRepository = new Map(images.map((image) => [image.repository, image]))
const lastParts = new Set(images.map(({ repository }) => lastPartOf(repository)))

// what the setting of a port or of an address to listen on is called
const configuring = /PORT|LISTEN|BIND|ADDR|HOST|CONF|ARGS|OPTS|OPTIONS|FLAGS|COMMAND/i

/**
 * The ports on which the program of a container listens because its image is well known and nothing in the manifest
 * configures it: no command, arguments, variables or files of its own. Undefined where that is not certain.
 */
export function portsOfImage(container: Container): readonly number[] | undefined {
  const { image = '', command = [], args = [], env = [] } = container
  // nearly no image is one of them
  const known = lastParts.has(lastPartOf(image)) ? byRepository.get(repositoryOf(image)) : undefined
  if (known === undefined || command.length > 0) return undefined
  if (known.takesOptions === true ? args.some((text) => configuring.test(text)) : args.length > 0)
    return undefined
  if (env.some(({ name = '' }) => configuring.test(name))) return undefined
  if (isSet(container, ['envFrom']) || isSet(container, ['lifecycle', 'postStart'])) return undefined
  return mountPathsOf(container).some((path) => configures(path, known)) ? undefined : known.ports
}

/** What is behind the last slash, without tag and digest. */
function lastPartOf(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1)
  const end = last.search(/[:@]/)
  return end === -1 ? last : last.slice(0, end)
}

/** `nginx` of `docker.io/library/nginx:1.27@sha256:…`; images of other registries keep their host and match nothing. */
function repositoryOf(image: string): string {
  const [untagged = ''] = image.split('@')
  return untagged
    .replace(/:[\w.-]+$/, '')
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^(?:public\.ecr\.aws\/docker\/)?library\//, '')
}

function isSet(container: Container, path: FieldPath): boolean {
  return valueAt(container, path) !== undefined
}

function mountPathsOf(container: Container): string[] {
  const mounts = valueAt(container, ['volumeMounts'])
  return (Array.isArray(mounts) ? mounts : []).map((mount) => String(valueAt(mount, ['mountPath']) ?? ''))
}

function configures(mountPath: string, { configuration = [] }: KnownImage): boolean {
  const mounted = `${mountPath.replace(/\/+$/, '')}/`
  return configuration.some(
    (folder) => mounted.startsWith(`${folder}/`) || `${folder}/`.startsWith(mounted) || mountPath === folder,
  )
}

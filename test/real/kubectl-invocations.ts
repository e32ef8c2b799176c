interface Invocation {
  /** After `kubectl`, as its help has it, or with one more of its flags. */
  readonly kubectl: string
  /** After `svc new`. */
  readonly svc: string
  readonly why: string
}

const defaults = 'Ours leaves out what only repeats a default (type, protocol, an equal targetPort)'
const expose =
  '`expose` asks the cluster what it serves, even with a file; ours reads the workload alone, from a file too.'

/** Every invocation that the help of kubectl 1.36 shows, and one for each flag that it lists besides those. */
export const invocations: readonly Invocation[] = [
  {
    kubectl: 'create service clusterip my-cs --tcp=5678:8080',
    svc: 'clusterip my-cs --tcp=5678:8080',
    why: `${defaults}, the port name \`5678-8080\`, which says nothing and has to change when the number does, and the label, which nothing reads.`,
  },
  {
    kubectl: 'create service clusterip my-cs --clusterip=None',
    svc: 'clusterip my-cs --clusterip=None',
    why: 'The same. `svc new headless my-cs` says it plainly.',
  },
  {
    kubectl: 'create service clusterip my-cs --clusterip=None --tcp=80:8080',
    svc: 'clusterip my-cs --clusterip=None --tcp=80:8080',
    why: 'A headless Service translates no port: clients would dial 80, where nothing listens.',
  },
  {
    kubectl: 'create service clusterip my-cs --clusterip=10.96.17.17 --tcp=80',
    svc: 'clusterip my-cs --clusterip=10.96.17.17 --tcp=80',
    why: `${defaults}.`,
  },
  {
    kubectl: 'create service clusterip my-cs --clusterip=banana --tcp=80',
    svc: 'clusterip my-cs --clusterip=banana --tcp=80',
    why: 'kubectl leaves it to the server to notice.',
  },
  {
    kubectl: 'create service clusterip my-cs --tcp=80 --tcp=443',
    svc: 'clusterip my-cs --tcp=80 --tcp=443',
    why: 'Several ports need names. Ours are words, because a name of digits alone needs quotes wherever it is used.',
  },
  {
    kubectl: 'create service clusterip 9bad_name --tcp=80',
    svc: 'clusterip 9bad_name --tcp=80',
    why: 'kubectl leaves it to the server to notice.',
  },
  {
    kubectl: 'create service nodeport my-ns --tcp=5678:8080',
    svc: 'nodeport my-ns --tcp=5678:8080',
    why: `${defaults}.`,
  },
  {
    kubectl: 'create service nodeport my-ns --tcp=80 --node-port=30080',
    svc: 'nodeport my-ns --tcp=80 --node-port=30080',
    why: `${defaults}.`,
  },
  {
    kubectl: 'create service nodeport my-ns --tcp=80 --tcp=443 --node-port=30080',
    svc: 'nodeport my-ns --tcp=80 --tcp=443 --node-port=30080',
    why: 'kubectl writes one node port on both ports, which the server refuses. Ours asks which: `--node-port 80=30080`, or `-p 80@30080`.',
  },
  {
    kubectl: 'create service nodeport my-ns --tcp=80 --node-port=99999',
    svc: 'nodeport my-ns --tcp=80 --node-port=99999',
    why: 'kubectl leaves it to the server to notice.',
  },
  {
    kubectl: 'create service loadbalancer my-lbs --tcp=5678:8080',
    svc: 'loadbalancer my-lbs --tcp=5678:8080',
    why: `${defaults}.`,
  },
  {
    kubectl: 'create service externalname my-ns --external-name bar.com',
    svc: 'externalname my-ns --external-name bar.com',
    why: 'An alias selects nothing: kubectl writes the selector `app=my-ns` anyway.',
  },
  {
    kubectl: 'create service externalname my-ns --external-name bar.com --tcp=80',
    svc: 'externalname my-ns --external-name bar.com --tcp=80',
    why: 'DNS knows no ports: what kubectl writes has no effect.',
  },
  {
    kubectl: 'create service externalname my-ns --external-name 10.0.0.1',
    svc: 'externalname my-ns --external-name 10.0.0.1',
    why: 'The server takes it, and no resolver finds it: an address is no host name.',
  },
  {
    kubectl: 'expose rc nginx --port=80 --target-port=8000',
    svc: '--from rc/nginx --port=80 --target-port=8000',
    why: `${defaults}. ${expose}`,
  },
  {
    kubectl: 'expose -f nginx-controller.yaml --port=80 --target-port=8000',
    svc: '-f nginx-controller.yaml --port=80 --target-port=8000',
    why: `${defaults}. ${expose}`,
  },
  {
    kubectl: 'expose pod valid-pod --port=444 --name=frontend',
    svc: '--from pod/valid-pod --port=444 --name=frontend',
    why: 'kubectl selects by `pod-template-hash` too, so that the Service loses its pods at the next rollout; and nothing listens on 444, so ours aims at the one port that the pod declares.',
  },
  {
    kubectl: 'expose service nginx --port=443 --target-port=8443 --name=nginx-https',
    svc: '--from deployment/nginx --port=443 --target-port=8443 --name=nginx-https',
    why: 'Ours starts from the workload, which knows its pods; another Service only repeats what was once thought of them.',
  },
  {
    kubectl: 'expose rc streamer --port=4100 --protocol=UDP --name=video-stream',
    svc: '--from rc/streamer --port=4100 --protocol=UDP --name=video-stream',
    why: `${defaults}.`,
  },
  {
    kubectl: 'expose rs nginx --port=80 --target-port=8000',
    svc: '--from rs/nginx --port=80 --target-port=8000',
    why: `${defaults}.`,
  },
  {
    kubectl: 'expose deployment nginx --port=80 --target-port=8000',
    svc: '--from deployment/nginx --port=80 --target-port=8000',
    why: `${defaults}.`,
  },
  {
    kubectl: 'expose deployment nginx',
    svc: '--from deployment/nginx',
    why: 'Ours keeps the name of the port, and aims at the name, which follows the container when its number changes.',
  },
  {
    kubectl: 'expose deployment nginx --port=80',
    svc: '--from deployment/nginx --port=80',
    why: 'Nothing listens on 80. Ours aims at the one port that the containers declare, and says so.',
  },
  {
    kubectl: 'expose statefulset db --port=80',
    svc: '--from statefulset/db --port=80',
    why: 'kubectl exposes five kinds; ours whatever has a pod template, custom resources too.',
  },
  {
    kubectl: 'expose deployment nginx --port=80,443 --target-port=8000',
    svc: '--from deployment/nginx --port=80,443 --target-port=8000',
    why: 'kubectl sends both ports to one target without asking. Ours asks which: `--port 80:8000,443:8443`.',
  },
  {
    kubectl: 'expose deployment nginx --port=80 --type=NodePort',
    svc: '--from deployment/nginx --port=80:http --type=NodePort',
    why: `${defaults}, and aims at the port by its name.`,
  },
  {
    kubectl: 'expose deployment nginx --port=80 --type=Banana',
    svc: '--from deployment/nginx --port=80 --type=Banana',
    why: 'kubectl leaves it to the server to notice.',
  },
  {
    kubectl: 'expose deployment nginx --port=80 --selector=tier=front -l=team=a',
    svc: '--from deployment/nginx --port=80:8000 --selector=tier=front -l=team=a',
    why: 'Ours looks: nothing in the namespace has that label.',
  },
  {
    kubectl: 'expose deployment nginx --port=80 --session-affinity=ClientIP --cluster-ip=10.96.17.18',
    svc: '--from deployment/nginx --port=80:8000 --session-affinity=ClientIP --cluster-ip=10.96.17.18',
    why: `${defaults}. \`client-ip=60\` also says for how long.`,
  },
  {
    kubectl: 'expose deployment nginx --port=80 --type=LoadBalancer --load-balancer-ip=192.0.2.7',
    svc: '--from deployment/nginx --port=80:8000 --type=LoadBalancer --load-balancer-ip=192.0.2.7',
    why: `${defaults}. The field is deprecated; \`--preset\` writes the annotation of a provider instead.`,
  },
  {
    kubectl: 'expose deployment nginx --port=80 --external-ip=192.0.2.9',
    svc: '--from deployment/nginx --port=80:8000 --external-ip=192.0.2.9',
    why: 'Since 1.36 the server warns of `externalIPs`, and clusters may ignore them; `--kubernetes-version 1.35` still writes them.',
  },
]

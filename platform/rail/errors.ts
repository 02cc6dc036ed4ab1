import { defineErrors } from '@platform/kernel';

export const railErrors = defineErrors('rail', {
  badAddress: {
    status: 400,
    zh: '回调地址不对。请填写完整的 http(s) 地址，不含用户名、密码和 # 部分，最多 500 个字符。',
    en: 'The webhook’s address is not right. Give a whole http(s) address without user name, password or # part, at most 500 characters.',
  },
  addressRefused: {
    status: 400,
    zh: '回调地址 {host} 指向本机或链路本地等不允许访问的网络。请改用部门系统在政务外网或专网上的地址。',
    en: 'The webhook’s host {host} points at this machine, a link-local or another forbidden network. Use the address of the department’s system on the government network.',
  },
  unreachable: {
    status: 502,
    zh: '回调地址没有应答（{reason}）。请检查地址、网络和证书，平台会按间隔重试。',
    en: 'The webhook did not answer ({reason}). Check address, network and certificate; we try again at intervals.',
  },
  natsUnreachable: {
    status: 503,
    zh: '连不上 NATS（{reason}）。请检查 NATS_URL 以及各节点是否在运行；恢复后自动继续。',
    en: 'NATS cannot be reached ({reason}). Check NATS_URL and whether its nodes run; work goes on by itself once they do.',
  },
  natsNoJetStream: {
    status: 503,
    zh: 'NATS 服务器没有启用 JetStream。请在各节点配置 jetstream 并重启，见 docs/how-to/three-nodes.md。',
    en: 'The NATS server has no JetStream. Configure jetstream on each node and restart; see docs/how-to/three-nodes.md.',
  },
  natsNotDurable: {
    status: 503,
    zh: 'JetStream 未能在 {seconds} 秒内保存变更（{reason}）。多数节点在线后自动继续，源端会保留日志。',
    en: 'JetStream did not keep the changes within {seconds} s ({reason}). It goes on once most nodes are up; the source keeps its log meanwhile.',
  },
});

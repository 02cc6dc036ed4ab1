import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What operators watch, in Prometheus' text format. Labels are names from code, never ids or people. */
export type Metrics = {
  request(feature: string, method: string, status: number, seconds: number): void;
  /** Counts by name and label, such as reactions that failed. */
  count(name: 'reaction_failures' | 'job_failures' | 'database_errors' | 'audit_errors', label: string): void;
  /** A number read when it is asked for; NaN when it cannot be read. */
  watch(name: string, help: string, read: () => Promise<number>): void;
  text(): Promise<{ contentType: string; body: string }>;
};

export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'yiwang_' });
  const requests = new Histogram({
    name: 'yiwang_http_request_seconds',
    help: 'Time to answer, by feature and status class',
    labelNames: ['feature', 'method', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const counts = new Counter({
    name: 'yiwang_faults_total',
    help: 'Faults by kind and place',
    labelNames: ['kind', 'place'],
    registers: [registry],
  });
  return {
    request: (feature, method, status, seconds) =>
      requests.observe({ feature, method, status: `${Math.floor(status / 100)}xx` }, seconds),
    count: (kind, place) => counts.inc({ kind, place }),
    watch(name, help, read) {
      registry.registerMetric(
        new Gauge({
          name: `yiwang_${name}`,
          help,
          registers: [],
          async collect() {
            // When the database is away the other numbers are wanted most.
            this.set(await read().catch(() => Number.NaN));
          },
        }),
      );
    },
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

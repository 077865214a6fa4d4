import { fetchMetrics } from '../programs/read-metrics.ts';
import type { ReceiverReport } from '../receiver/receiver.ts';
import type { GeneratorReport } from '../windows/generate.ts';
import type { DemoFigures } from './demo-view.ts';

/** Makes the function that gathers the figures of the moment from the appliance's metrics and the other programs. */
export function createFigures(
  options: { readonly events: number | undefined; readonly format: string },
  folder: string,
  httpPort: number,
  reports: () => { readonly rows: GeneratorReport; readonly siem: ReceiverReport | undefined },
): () => Promise<DemoFigures> {
  const startedAt = Date.now();
  const history: { readonly at: number; readonly proven: number }[] = [];
  let metrics: ReadonlyMap<string, number> = new Map();
  return async () => {
    metrics = (await fetchMetrics(httpPort)) ?? metrics;
    const { rows, siem } = reports();
    const metric = (name: string): number => metrics.get(`azlog_${name}`) ?? 0;
    const proven = metric('messages_proven_total');
    history.push({ at: Date.now(), proven });
    if (history.length > 20) history.shift();
    const [first] = history;
    const elapsed = (Date.now() - (first?.at ?? 0)) / 1_000;
    return {
      seconds: (Date.now() - startedAt) / 1_000,
      format: options.format,
      folder,
      phase:
        metrics.size === 0 ? 'opening the queue' : rows.event === 'done' ? 'delivering the rest' : 'running',
      target: options.events,
      written: rows.written,
      late: rows.late,
      read: metric('rows_read_total'),
      formatted: metric('events_formatted_total'),
      proven,
      received: siem?.messages ?? 0,
      duplicates: siem?.duplicates ?? 0,
      backlogJobs: metric('backlog_jobs'),
      unproven: metric('unproven_messages'),
      sourceLagSeconds: metrics.get('azlog_source_lag_seconds'),
      deliveryLagSeconds: metrics.get('azlog_delivery_lag_seconds'),
      perSecond: elapsed > 0.5 ? (proven - (first?.proven ?? 0)) / elapsed : 0,
      messages: siem?.last ?? [],
    };
  };
}
